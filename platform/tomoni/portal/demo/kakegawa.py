"""The partners of Kakegawa. Names of people and organisations are invented."""

from tomoni.portal.demo.shapes import DemoPartner, need, seed

PARTNERS = [
    DemoPartner(
        slug="midorizaka-seicha",
        name="株式会社みどり坂製茶",
        kana="ミドリザカセイチャ",
        type="company",
        sector="manufacturing",
        owner="緑坂 茶々",
        email="partner@example.jp",
        description=(
            "茶畑の手入れから仕上げの火入れまで、社員十二名で行う製茶会社です。"
            "急な斜面に残る茶草場の草刈りを続け、深蒸し茶のおいしさを国内外に届けています。"
        ),
        declaration="2030年までに、茶づくりで出るものを一つも捨てない工場にします。",
        goals=(12, 15, 8),
        related=(2, 13),
        fields="agriculture industry tourism",
        days=420,
        address="静岡県掛川市見本町1-1",
        phone="0537-00-0101",
        listings=[
            need(
                "茶殻と整枝くずを使い切る相手をさがしています",
                "製茶の工程で出る粉茶や整枝くずが、一番茶の時期だけで二トンほど余ります。いまは畑に"
                "戻すだけですが、堆肥や飼料、染料、紙の原料など、もっと長く使える道をいっしょに"
                "考えてくださる方をお待ちしています。少量の試作から始められます。",
                "circular-economy agriculture",
                (12, 15),
                "technology know-how",
                9,
            ),
            need(
                "海外からのお客さまに茶畑を案内できる人がほしい",
                "茶摘み体験に英語圏からの問い合わせが増えました。茶の歴史や作法を英語で楽しく話せる"
                "方、または案内文をいっしょに作ってくださる学校や団体をさがしています。春と秋の週末、"
                "月に二回ほどを考えています。",
                "tourism agriculture",
                (8,),
                "people know-how",
                34,
                area="掛川市北部の茶畑",
            ),
            seed(
                "使わなくなった茶工場を催しの会場に貸します",
                "昭和四十年代の木造の茶工場です。広さは約八十畳、天井が高く、音がよく響きます。"
                "演奏会、展示、子どもの工作教室などに、平日は無料、休日は光熱費だけでお使い"
                "いただけます。電源と駐車場十台分があります。",
                "culture-sports regional-revitalisation",
                (11,),
                "place goods",
                51,
                area="掛川駅から車で15分",
            ),
        ],
    ),
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
        slug="ootoshi-komuten",
        name="有限会社大歳工務店",
        kana="オオトシコウムテン",
        type="company",
        sector="construction",
        owner="大歳 木之助",
        description=(
            "木造の家を建てて三代目、大工七名の工務店です。新築よりも、いまある家を長く使う仕事が"
            "増えました。住む人といっしょに手を動かす改修を得意としています。"
        ),
        goals=(11, 8),
        fields="housing employment",
        days=300,
        phone="0537-00-0103",
        listings=[
            seed(
                "使う人と手を動かしながら古い家を改修します",
                "大工が週末に道具を持って出向き、床張り、壁塗り、建具の直しを教えながら進めます。耐震や"
                "断熱の見立ては無料です。古民家の図面がなくても、柱と梁を見て直し方をお話しできます。"
                "空き家の利活用のお手伝いを歓迎します。",
                "housing",
                (11, 12),
                "technology people",
                12,
            ),
            need(
                "左官と建具の技を受けつぐ若い人に来てほしい",
                "左官の職人が七十歳を過ぎ、あと数年で教えられる人がいなくなります。高校や専門学校の"
                "実習として半日の体験から受け入れます。住まいは会社の空き部屋を使えます。見習いの間も"
                "給料をきちんとお支払いします。",
                "employment industry",
                (8, 4),
                "people",
                70,
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
                area="掛川市の遠見地区",
            ),
        ],
    ),
    DemoPartner(
        slug="hinata-shokutaku",
        name="まちの食卓 ひなた",
        kana="マチノショクタク ヒナタ",
        type="sole-proprietor",
        sector="hospitality",
        owner="日向 めぐみ",
        description=(
            "昼は定食、月に二回は子ども食堂を開く、二十席の小さな食堂です。"
            "食べることに困る家庭へ、そっと弁当を届ける取り組みも続けています。"
        ),
        goals=(2, 1, 3),
        fields="childcare health-welfare",
        days=210,
        listings=[
            need(
                "子ども食堂で使う野菜と米を分けてくださる農家さん",
                "月に二回、五十食を無料で出しています。形の悪い野菜や、古くなる前の米で十分です。受け取りに"
                "うかがいます。届けてくださった農家さんの話を、子どもたちと食卓で聞く時間も作りたいです。",
                "childcare agriculture",
                (2, 1),
                "goods",
                15,
            ),
            seed(
                "定休日の厨房を商品づくりの試作に貸します",
                "飲食と菓子製造の許可がある厨房です。月曜と火曜の定休日に、農家の加工品づくりや学校の試作"
                "にお使いください。衛生のことと原価の計算は、店主が横で相談に乗ります。",
                "industry commerce",
                (8, 12),
                "place know-how",
                41,
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
        slug="tsunagu-densan",
        name="つなぐ電算株式会社",
        kana="ツナグデンサン",
        type="company",
        sector="information",
        owner="結城 つなぐ",
        description=(
            "社員九名のシステム会社です。大きな仕組みよりも、現場の紙や電話を一つずつ減らす"
            "小さな道具づくりを得意としています。農業や介護の現場に通って作ります。"
        ),
        goals=(9,),
        related=(8, 3),
        fields="digitalisation industry",
        days=250,
        listings=[
            seed(
                "田畑の水位や温度を手の届く費用で見える化します",
                "電池で二年動く測定器と、文字の大きな画面を自社で作っています。電波の弱い谷あいでも、一軒の中継で"
                "十枚ほどの水田を見られます。農家の方が自分で置ける大きさです。貸し出しから始めませんか。",
                "digitalisation agriculture",
                (9, 2),
                "technology goods",
                19,
            ),
            need(
                "見守りの道具を試させてくれる診療所や福祉施設",
                "電気の使い方のゆらぎから、いつもと違う朝に気づく仕組みを作りました。高齢の方の暮らしに本当に役立つか、"
                "医療や介護の専門家と確かめたいです。費用は当社が持ち、データの扱いは話し合って決めます。",
                "digitalisation elderly medical",
                (3, 9),
                "place know-how",
                30,
            ),
        ],
    ),
    DemoPartner(
        slug="soramachi-lab",
        name="合同会社そらまち工房",
        kana="ソラマチコウボウ",
        type="company",
        sector="information",
        owner="空町 ゆめ",
        description=(
            "メタバースと立体映像の制作を行う、平均年齢二十九歳の会社です。"
            "学校に行きづらい子の居場所や、城下町の昔の姿を歩ける空間を作ってきました。"
        ),
        goals=(9, 4),
        fields="digitalisation education tourism",
        days=160,
        listings=[
            seed(
                "メタバースに教室や展示の場をお作りします",
                "アバターで集まれる空間を、学校や自治会が自分たちで直せる形でお渡しします。外に出にくい子どもや、遠くに"
                "住むお孫さんも参加できます。機材は八台まで無料で貸し出し、使い方の講習も行います。",
                "digitalisation education",
                (9, 4),
                "technology goods",
                8,
            ),
            need(
                "城下町の昔の写真と思い出話を集めています",
                "昭和三十年代の町並みを立体で再現し、歩きながら話を聞ける作品にします。古い写真や地図をお持ちの方、"
                "話をしてくださる高齢の方を、自治会や福祉施設から紹介していただけると助かります。",
                "culture-sports tourism elderly",
                (11, 4),
                "data network",
                63,
            ),
        ],
    ),
    DemoPartner(
        slug="koganeno-shinkumi",
        name="こがね野信用組合",
        kana="コガネノシンヨウクミアイ",
        type="financial",
        sector="finance",
        owner="金子 まもる",
        description=(
            "地域の小さな会社と個人商店の資金繰りを支える信用組合です。"
            "貸して終わりにせず、売り先や後継ぎの相談まで、担当者が毎月足を運びます。"
        ),
        goals=(8, 9, 17),
        related=(1, 11, 12, 13),
        fields="industry commerce",
        days=440,
        listings=[
            seed(
                "創業や事業の引きつぎを最初から最後まで伴走します",
                "計画書の書き方、補助金の調べ方、店を譲りたい人との引き合わせまで、専任の三名がお手伝いします。"
                "融資を受けない方の相談も無料です。空き店舗で試しに商売を始めたい方もどうぞ。",
                "industry commerce employment",
                (8, 9),
                "funds know-how",
                24,
            ),
            need(
                "取引先の省エネをいっしょに診断してくれる技術者",
                "電気代が上がり、町工場や商店から脱炭素の相談が増えました。設備を見て、どこから直せばよいかを分かりやすく"
                "話せる方と組みたいです。診断の費用は組合が半分を負担します。",
                "energy industry",
                (13, 7),
                "technology people",
                39,
            ),
        ],
    ),
    DemoPartner(
        slug="toen-energy",
        name="ひがし遠州エナジー合同会社",
        kana="ヒガシエンシュウエナジー",
        type="company",
        sector="utilities",
        owner="陽光 てらす",
        description=(
            "屋根や畑の上で電気をつくり、地域の中で使う仕組みを広げる会社です。"
            "市民の出資で十一か所の発電所を建て、収益の一部を子どもの学びに回しています。"
        ),
        goals=(7, 13),
        fields="energy environment",
        days=230,
        listings=[
            need(
                "太陽光パネルを載せられる屋根と畑を貸してください",
                "倉庫や体育館の屋根、手入れの届かない茶畑をさがしています。畑では柱を高くし、下で作物を育て続けられます。"
                "工事費はいただかず、停電のときは近所の方が電気を使えるようにします。",
                "energy agriculture",
                (7, 13),
                "place",
                13,
            ),
            seed(
                "電気のむだを測り、省エネの順番をお知らせします",
                "電力計を二週間つけるだけで、機械ごとの使い方が分かります。町工場、商店、福祉施設を三十件診断してきました。"
                "直す順番と元が取れるまでの年数を、紙一枚にまとめてお渡しします。",
                "energy industry",
                (13, 7),
                "technology data",
                29,
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
        slug="higashimachi-shotenkai",
        name="東町あきない商店会",
        kana="ヒガシマチアキナイショウテンカイ",
        type="economic-organisation",
        sector="trade",
        owner="商井 にぎわい",
        description=(
            "駅の東側、二十六店の商店会です。土曜の朝市を始めて四年、"
            "若い出店者が少しずつ増え、二人が店を構えました。"
        ),
        goals=(8, 11),
        fields="commerce regional-revitalisation",
        days=270,
        listings=[
            need(
                "空き店舗で試しに店を開く若い人を求めています",
                "通りの空き店舗三軒を、三か月ずつ家賃なしで貸します。商売が初めての方には、商店主が仕入れや接客を教えます。"
                "続けたいと思ったら、大家さんとの相談に会長が付き添います。",
                "commerce employment",
                (8, 11),
                "people",
                16,
            ),
            seed(
                "土曜の朝市に無料の出店区画があります",
                "毎週土曜、八時から十一時まで。三百人ほどのお客さまが来ます。農家の規格外の野菜、作業所のお菓子、高校生の商品"
                "など、試しに売る場としてお使いください。机とテントをお貸しします。",
                "commerce agriculture",
                (8, 12),
                "place network",
                32,
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
        slug="meguru-taihi",
        name="めぐる堆肥株式会社",
        kana="メグルタイヒ",
        type="company",
        sector="other-services",
        owner="土井 めぐる",
        description=(
            "生ごみや剪定枝、食品工場の残りを引き受け、九十日かけて堆肥にしています。"
            "できた堆肥は地域の農家に届き、野菜になって食卓に戻ります。"
        ),
        goals=(12, 2, 13),
        fields="circular-economy agriculture environment",
        days=240,
        listings=[
            seed(
                "茶殻や野菜くずを堆肥や資材に生まれ変わらせます",
                "月に百トンまで受け入れる設備があります。茶殻は消臭の力を生かし、家畜の敷料としても使えました。少量の試作なら"
                "無料で、成分の分析表をつけてお返しします。運ぶ車も当社で手配できます。",
                "circular-economy agriculture",
                (12, 15),
                "technology goods",
                10,
            ),
            need(
                "給食や飲食店の生ごみを分けて出してくれる先",
                "紙やプラスチックが混ざらない生ごみなら、良い堆肥になります。学校、福祉施設、旅館や食堂で、分け方をいっしょに"
                "工夫してくださるところを募集します。ふた付きの容器は無料でお貸しします。",
                "circular-economy environment",
                (12, 13),
                "goods network",
                43,
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
        slug="chanoki-kitchen",
        name="茶の木キッチン",
        kana="チャノキキッチン",
        type="sole-proprietor",
        sector="hospitality",
        owner="茶谷 このは",
        description="茶を使った焼き菓子と弁当の移動販売を始めたいと考えています。掛川に移住して一年です。",
        goals=(8, 2),
        fields="commerce agriculture",
        days=3,
        state="submitted",
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
    DemoPartner(
        slug="kirakira-hanbai",
        name="きらきら企画",
        kana="キラキラキカク",
        type="company",
        owner="星野 きらら",
        description="SDGsに関する商品を幅広く取り扱っています。",
        goals=(12,),
        fields="industry",
        days=14,
        state="returned",
        return_reason=(
            "ご申請ありがとうございます。活動の内容がまだ分かりにくいため、取り扱う商品と、"
            "掛川市内でどのような活動をされているかを、二、三文で書き足してください。"
        ),
    ),
]
