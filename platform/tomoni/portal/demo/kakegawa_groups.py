"""Groups, schools, the public hand and citizens of Kakegawa. All names are invented."""

from tomoni.portal.demo.shapes import DemoPartner, need, seed

PARTNERS = [
    DemoPartner(
        slug="akiya-mirai",
        name="NPO法人 空き家みらい舎",
        kana="アキヤミライシャ",
        type="npo",
        sector="other-services",
        owner="軒下 かおる",
        description=(
            "空き家の持ち主の「どうしたらいいか分からない」を聞くところから始める団体です。"
            "これまでに十四軒を、住まいや小さな店、学習室として使えるようにしてきました。"
        ),
        declaration="一軒の空き家から、地域の会話を一つ増やします。",
        goals=(11,),
        related=(8, 12),
        fields="housing migration regional-revitalisation",
        days=390,
        phone="0537-00-0102",
        listings=[
            need(
                "古民家の改修を手伝ってくれる大工さんと設計の仲間",
                "旧街道ぞいの築八十年の空き家を、移住を考える人のお試し住宅にします。床の張り替えと"
                "耐震の補強に詳しい職人さん、図面を見てくださる設計者が足りません。参加者が手を"
                "動かせる形で、月に二回の週末に進めたいです。",
                "housing migration",
                (11,),
                "people technology",
                6,
            ),
            seed(
                "空き家の持ち主と使いたい人のあいだに立ちます",
                "相続の相談から片づけ、家財の引き取り先さがし、貸し借りの約束づくりまで、持ち主の気持ち"
                "に沿って調整します。行政書士と宅地建物取引士がそろっています。集会所での無料相談会も"
                "開けますので、自治会の方はお声がけください。",
                "housing regional-revitalisation",
                (11, 16),
                "know-how network",
                48,
            ),
        ],
    ),
    DemoPartner(
        slug="tomi-no-sato",
        name="農事組合法人 遠見の里",
        kana="トオミノサト",
        type="primary-industry-body",
        sector="agriculture-forestry",
        owner="畑中 みのり",
        description=(
            "十八戸の農家が機械を持ち寄り、米、いちご、露地野菜を作っています。"
            "耕す人のいなくなった田畑を引き受け、いまでは二十二ヘクタールになりました。"
        ),
        goals=(2, 12, 15),
        fields="agriculture childcare",
        days=360,
        listings=[
            need(
                "規格外の野菜と果物を毎週引き取ってくれる先",
                "曲がった大根、小さないちご、割れたトマトが、味は変わらないのに毎週六十キロほど出荷"
                "できません。食堂、加工所、子ども食堂など、曜日を決めて引き取ってくださる方に、運び賃"
                "ほどの値段でお渡しします。",
                "agriculture circular-economy",
                (2, 12),
                "network place",
                4,
            ),
            need(
                "水田の水位を離れて見られる仕組みがほしい",
                "二十二ヘクタールの水見回りに、毎朝二時間かかっています。電波の弱い谷あいでも動き、年寄り"
                "にも見やすい水位の知らせを、手の届く値段で試したいです。実証の場所として田んぼ三枚を"
                "お使いください。",
                "digitalisation agriculture",
                (9, 2),
                "technology",
                22,
            ),
            seed(
                "休耕田を子どもの農業体験に使ってください",
                "駅から歩ける三枚の田んぼを、田植えから餅つきまで一年を通して使えます。泥の扱いに慣れた"
                "農家が二人つきます。学校や子育ての団体が、収穫した米を持ち帰ることもできます。",
                "childcare education agriculture",
                (4, 2),
                "place people",
                88,
                area="遠見地区",
                areas="kakegawa",
            ),
        ],
    ),
    DemoPartner(
        slug="mizuhodai-high",
        name="学校法人みずほ台学園 高等学校",
        kana="ミズホダイガクエン コウトウガッコウ",
        type="school",
        sector="education",
        owner="教野 まなぶ",
        description=(
            "二年生全員が一年をかけて地域の課題に取り組む「まち探究」の授業を行っています。"
            "生徒は約四百八十名。商業科では商品の企画と動画づくりも学んでいます。"
        ),
        goals=(4,),
        related=(11, 17),
        fields="education regional-revitalisation",
        days=330,
        phone="0537-00-0106",
        listings=[
            need(
                "高校生が向き合える地域の本物の課題をください",
                "二年生百六十名が、五人ずつ三十二の班で取り組みます。調べて終わりにせず、十一月には提案を"
                "持って伺います。月に一度、生徒の質問に答えてくださる大人を、会社、農家、福祉の現場などから"
                "募集しています。",
                "education regional-revitalisation",
                (4, 17),
                "people place",
                18,
            ),
            seed(
                "生徒が動画とSNSで地域の魅力を伝えます",
                "商業科の生徒が、取材、撮影、編集まで行います。観光や商店街、農産物の紹介など、若い人に届けたい"
                "ものをお寄せください。英語のできる留学生と組めば、海外向けの短い動画も作れます。",
                "tourism education",
                (4, 8),
                "people network",
                37,
            ),
        ],
    ),
    DemoPartner(
        slug="hidamari-kai",
        name="社会福祉法人ひだまり会",
        kana="ヒダマリカイ",
        type="medical-welfare",
        sector="medical-welfare",
        owner="日田 まり",
        description=(
            "デイサービスと特別養護老人ホーム、就労支援の作業所を営んでいます。"
            "利用者の「まだできること」を、地域の役に立てることを大切にしています。"
        ),
        goals=(3, 8, 10),
        fields="elderly health-welfare disability",
        days=280,
        phone="0537-00-0107",
        listings=[
            seed(
                "昼間に空く送迎車六台を地域で使ってください",
                "朝夕の送迎のあいだ、十時から十五時まで車と運転手の手が空きます。買い物や通院に困る高齢の方の"
                "足として、自治会や商店会といっしょに動かしたいです。車いすのまま乗れる車が二台あります。",
                "transport elderly",
                (11, 3),
                "goods people",
                11,
            ),
            need(
                "作業所でできる軽作業をお願いします",
                "障がいのある利用者二十名が働いています。袋詰め、シール貼り、パソコンの分解、畑の草取りなど、"
                "手順が決まった仕事が得意です。月に一度からでも、見本を持って説明に来てくださる会社を"
                "さがしています。",
                "disability employment",
                (8, 10),
                "network",
                57,
            ),
        ],
    ),
    DemoPartner(
        slug="komorebi-clinic",
        name="医療法人こもれび診療所",
        kana="コモレビシンリョウジョ",
        type="medical-welfare",
        sector="medical-welfare",
        owner="木漏 ひかる",
        description=(
            "内科と小児科の診療所です。医師二名と保健師、管理栄養士が、診察室の外でも"
            "地域の集まりに出向いて、健康の相談に応じています。"
        ),
        goals=(3,),
        fields="medical health-welfare",
        days=190,
        listings=[
            seed(
                "保健師が職場や集会所へ出向いて健康チェック",
                "血圧、握力、野菜の摂取量をその場で測り、一人ずつ十分の相談をします。商店街の催しや会社の昼休みに"
                "合わせて伺います。働きざかりの人が気軽に立ち寄れる場をお持ちの方と組みたいです。",
                "medical health-welfare",
                (3,),
                "people know-how",
                26,
            ),
            need(
                "孤立しがちな高齢者の見守りを支えるデジタルの知恵",
                "一人暮らしの患者さんの変化に、もっと早く気づきたいです。電気の使い方や声の調子など、本人の負担に"
                "ならない見守りを試せる会社と、顔の見える範囲で小さく始めたいと考えています。",
                "digitalisation elderly medical",
                (3, 9),
                "technology data",
                45,
            ),
        ],
    ),
    DemoPartner(
        slug="johoku-machi",
        name="城の北まちづくり協議会",
        kana="シロノキタマチヅクリキョウギカイ",
        type="neighbourhood",
        sector="other-services",
        owner="北村 よりあい",
        description=(
            "七つの自治会、千二百世帯でつくる協議会です。防災訓練、夏祭り、空き家の見回り、"
            "通学路の見守りを、当番ではなく手上げで進める形に変えました。"
        ),
        goals=(11, 16),
        fields="regional-revitalisation disaster-prevention housing",
        days=310,
        listings=[
            need(
                "空き家をいっしょに歩いて調べてくれる人",
                "地区の空き家が五年で三十軒から五十二軒に増えました。地図に落とし、持ち主に手紙を書くところまでを、学生や"
                "専門家といっしょに進めたいです。歩く日は秋の土曜を三回、昼食は公民館で用意します。",
                "housing regional-revitalisation",
                (11,),
                "people know-how",
                7,
            ),
            need(
                "買い物に行けない高齢者の足を支える仲間",
                "坂の上の団地では、バスが一日三本になりました。週に一度、店まで乗り合わせて行ければ安心です。車と運転手を"
                "出せる法人、呼び出しの仕組みを作れる会社、行き先の商店の方と話し合いたいです。",
                "transport elderly",
                (11, 3),
                "goods people",
                21,
            ),
            seed(
                "公民館と広場、祭りの担い手をお貸しします",
                "百人が入る公民館と、火の使える広場があります。新しい取り組みの説明会や試し販売に無料でお使いください。"
                "千二百世帯へのチラシ配りと回覧板でのお知らせも引き受けます。",
                "regional-revitalisation",
                (11, 17),
                "place network",
                66,
            ),
        ],
    ),
    DemoPartner(
        slug="mihon-jc",
        name="かけがわ見本青年会議所",
        kana="カケガワミホンセイネンカイギショ",
        type="economic-organisation",
        sector="other-services",
        owner="青井 つどい",
        description=(
            "二十代から四十代の経営者や会社員が、仕事のあとに集まって活動しています。"
            "交流会の企画と進行を受け持ち、話し合いが次の一歩につながるように支えます。"
        ),
        goals=(17,),
        related=(8, 11),
        fields="regional-revitalisation industry",
        days=400,
        listings=[
            seed(
                "対話の場の進行役を務めます",
                "初対面でも話しやすい場づくりを学んだ会員が十四名います。交流会、学校の授業、地区の話し合いに出向き、"
                "出た意見を一枚の紙にまとめるまで引き受けます。平日は夜七時からが動きやすいです。",
                "regional-revitalisation education",
                (17,),
                "people know-how",
                20,
            ),
            need(
                "交流会で生まれた芽を追いかける仲間",
                "交流会が終わると、せっかくの話が日々の仕事に埋もれます。三か月のあいだ、月に一度だけ関係者に電話をし、困りごとを"
                "聞いて回る係を、いっしょに担ってくださる方をさがしています。",
                "regional-revitalisation",
                (17,),
                "people",
                55,
                visibility="partners",
            ),
        ],
    ),
    DemoPartner(
        slug="pokapoka-hiroba",
        name="NPO法人 子育てひろばぽかぽか",
        kana="コソダテヒロバポカポカ",
        type="npo",
        sector="medical-welfare",
        owner="親川 あたたか",
        description=(
            "赤ちゃんから小学生までの親子が、予約なしで過ごせるひろばを開いています。"
            "子育てを終えた二十二名のスタッフが、話し相手になります。"
        ),
        goals=(3, 5, 4),
        fields="childcare education",
        days=200,
        listings=[
            need(
                "夕方から夜に子どもが過ごせる場所がほしい",
                "仕事の帰りが遅い家庭の子が、宿題と夕食を安心してすませられる居場所を作ります。台所のある空き家や、夜に使わない"
                "集会所を貸してくださる方をさがしています。週に三日、二十時までを考えています。",
                "childcare housing",
                (1, 4),
                "place",
                5,
            ),
            seed(
                "催しや説明会で託児を引き受けます",
                "保育士の資格を持つスタッフ三名が、おもちゃと布団を持って伺います。親が安心して話し合いに参加できると、集まる顔ぶれが"
                "変わります。交流会や会社の研修にもどうぞ。十名まで受けられます。",
                "childcare",
                (5, 3),
                "people",
                36,
            ),
        ],
    ),
    DemoPartner(
        slug="reida-ichiro",
        name="例田 一郎",
        kana="レイダ イチロウ",
        type="citizen",
        owner="例田 一郎",
        description=(
            "電機メーカーで三十八年、工場の設備を守ってきました。退職後は、子どもの科学教室と、"
            "近所の電気の困りごとの相談を受けています。掛川に移り住んで十年です。"
        ),
        goals=(4,),
        fields="education",
        days=120,
        listings=[
            seed(
                "子どもといっしょに電気とものづくりを楽しみます",
                "はんだづけ、手回し発電機、壊れた家電の分解などを、安全に教えます。材料は家にたくさんあります。学校の授業、学童、"
                "公民館の夏休み教室へ、平日でも出向けます。謝礼はいりません。",
                "education childcare",
                (4,),
                "people technology",
                28,
            ),
        ],
    ),
    DemoPartner(
        slug="mihon-kankyo-kumiai",
        name="みほん広域環境組合",
        kana="ミホンコウイキカンキョウクミアイ",
        type="administration",
        sector="government",
        owner="環 さとし",
        description=(
            "近隣の市町でごみの処理を共同で行う組合です。燃やすごみを減らすため、"
            "分別の実験や見学の受け入れ、量と中身のデータの公開に力を入れています。"
        ),
        goals=(12, 13),
        fields="circular-economy environment",
        days=150,
        listings=[
            seed(
                "ごみの中身のデータと見学の機会を提供します",
                "地区ごと、曜日ごとの量と、年四回の組成調査の結果を使いやすい表でお渡しします。燃やすごみの四割は生ごみと紙です。"
                "学校や会社の見学は、平日の午前に四十名まで受け入れます。",
                "circular-economy education",
                (12, 4),
                "data place",
                52,
            ),
            need(
                "刈草と紙おむつを資源にする実験の相手",
                "堤防の刈草と使用済みの紙おむつは、水分が多く燃やすのに困っています。堆肥や燃料、再生紙など、技術をお持ちの会社や"
                "大学と、半年の小さな実験から始めたいです。場所と材料は組合が用意します。",
                "circular-economy environment",
                (12, 13),
                "technology know-how",
                33,
            ),
        ],
    ),
    DemoPartner(
        slug="satoyama-bike",
        name="里山自転車クラブ",
        kana="サトヤマジテンシャクラブ",
        type="npo",
        owner="輪田 はしる",
        description=(
            "茶畑の道を自転車でめぐる案内と、使われなくなった林道の手入れをしています。"
            "週末の参加者は二十名ほどです。"
        ),
        goals=(3, 15),
        fields="tourism culture-sports",
        days=11,
        state="submitted",
    ),
]
