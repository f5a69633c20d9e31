"""The partners of Okayama. Names of people and organisations are invented."""

from tomoni.portal.demo.shapes import DemoPartner, need, seed

FEDERATION = "kibi-federation"
AFFILIATES = ("seto-shokokai", "takahara-shokokai")

PARTNERS = [
    DemoPartner(
        slug=FEDERATION,
        name="きび商工会連絡会",
        kana="キビショウコウカイレンラクカイ",
        type="economic-organisation",
        sector="other-services",
        owner="吉備野 むすび",
        email="intermediary@example.jp",
        description=(
            "県内二十の商工会が集まり、小さな事業者と大学や行政をつなぐ窓口です。"
            "会員の多くはパソコンが苦手なため、困りごとを聞き取り、代わりに登録も行っています。"
        ),
        goals=(8, 17, 9),
        visions=(0,),
        fields="industry commerce",
        days=520,
        phone="086-000-0101",
        listings=[
            seed(
                "二十の商工会と九千の小さな事業者につなぎます",
                "経営指導員が毎月店や工場を回り、困りごとを聞いています。大学の研究を試したい、学生に現場を見せたい、新しい商品を試して"
                "ほしいといったご相談を、ふさわしい事業者に橋渡しします。初回の顔合わせには必ず同席します。",
                "industry commerce",
                (17, 8),
                "network people",
                18,
            ),
            need(
                "会員の技術の悩みに答えてくださる研究者",
                "味噌の色が変わる、木の部品が反る、機械の音で故障を早く知りたい。小さな工場の悩みは身近ですが、聞ける人がいません。"
                "月に一度の相談日に、オンラインで三十分ずつお話を聞いてくださる方を求めています。",
                "industry",
                (9, 17),
                "know-how technology",
                8,
            ),
        ],
    ),
    DemoPartner(
        slug="kibi-mirai-univ",
        name="きびみらい大学 産学連携室",
        kana="キビミライダイガク サンガクレンケイシツ",
        type="university",
        sector="education",
        owner="橋渡 さとる",
        description=(
            "工学、農学、経営の研究者百六十名の窓口です。技術の相談、共同研究、社会人の学び直し、"
            "学生の地元就職、大学発の起業を、四本の柱として進めています。"
        ),
        goals=(9, 4, 17),
        visions=(0, 1),
        fields="industry education employment",
        days=470,
        phone="086-000-0102",
        listings=[
            seed(
                "小さな工場の技術相談に研究者が答えます",
                "材料、食品、機械、電気の研究者が交代で相談を受け、必要なら現場を見に伺います。簡単な分析は一件五千円から。"
                "長くかかりそうなときは、費用を分け合う共同研究の組み立てまでお手伝いします。",
                "industry",
                (9, 8),
                "technology know-how",
                11,
            ),
            seed(
                "働きながら学び直す夜間の講座を開いています",
                "データの読み方、会計、食品の衛生、AIの使い方など、一科目八回の講座です。オンラインでも受けられ、修了証が出ます。"
                "会社や商工会からの希望を聞いて、新しい科目を作ることもできます。",
                "education employment digitalisation",
                (4, 8),
                "know-how people",
                46,
            ),
            need(
                "学生が働き方を知る実習を受け入れてくれる会社",
                "三年生が五日間、会社の課題に取り組みます。地元の小さな会社の魅力を知らないまま県外へ出る学生が多く、就職の前に出会う場を"
                "作りたいです。商工会を通しての申し込みも歓迎します。",
                "employment education",
                (8, 4),
                "place network",
                30,
                accepts="company sole-proprietor economic-organisation",
                reach="prefecture",
                areas="okayama",
                visions=(0,),
            ),
        ],
    ),
    DemoPartner(
        slug="seto-shokokai",
        name="瀬戸みなと商工会",
        kana="セトミナトショウコウカイ",
        type="economic-organisation",
        sector="other-services",
        owner="湊 あきら",
        description=(
            "港町の三百十の事業者が入る商工会です。"
            "造船の部品、練り物、民宿など、後継ぎのいない店を次の人へつなぐことに力を入れています。"
        ),
        goals=(8, 11),
        fields="commerce industry",
        days=350,
        listings=[
            need(
                "店を引きついでくれる若い人と支える専門家",
                "後継ぎのいない店が六十軒あります。黒字なのに閉める店も少なくありません。まず一年いっしょに働いてから決められる仕組みを、"
                "金融機関や起業の支援者と作りたいです。住まいの相談にも乗ります。",
                "commerce employment migration",
                (8, 11),
                "people know-how",
                15,
            ),
        ],
    ),
    DemoPartner(
        slug="takahara-shokokai",
        name="高原みどり商工会",
        kana="タカハラミドリショウコウカイ",
        type="economic-organisation",
        sector="other-services",
        owner="高原 わたる",
        description=(
            "山あいの二百二十の事業者が入る商工会です。木工、酪農、温泉の宿など、"
            "四季の仕事を組み合わせて暮らす人を応援しています。"
        ),
        goals=(8, 15),
        fields="commerce tourism",
        days=340,
        listings=[
            seed(
                "閉校した小学校の教室を工房や研究の場に貸します",
                "木造二階建て、教室八つと給食室があります。光回線を引きました。大学の実験、起業したばかりの会社、学生の合宿などに、"
                "月一万円からお使いください。地元の大工が改修を手伝います。",
                "regional-revitalisation industry",
                (9, 11),
                "place",
                42,
            ),
        ],
    ),
    DemoPartner(
        slug="sazanami-momo",
        name="桃園さざなみ",
        kana="モモエンサザナミ",
        type="sole-proprietor",
        sector="agriculture-forestry",
        owner="桃井 みつ",
        description=(
            "家族四人で白桃とぶどうを育てる果樹園です。収穫の三週間は寝る間もなく、"
            "人手と選別の工夫をいつもさがしています。"
        ),
        goals=(2, 8),
        fields="agriculture",
        days=170,
        listings=[
            need(
                "桃の熟し具合を目で見ずに分ける方法",
                "食べごろを一つずつ手で触って見分けるため、傷みが出てしまいます。色や硬さを傷つけずに測る技術をお持ちの研究者に、"
                "果樹園をまるごと実験の場としてお使いいただきたいです。桃は毎日二千個あります。",
                "agriculture digitalisation",
                (2, 9),
                "technology",
                6,
            ),
            need(
                "傷のついた桃を甘いうちに使ってくださる方",
                "風で落ちたり、傷がついたりした桃が、夏に一トンほど出ます。翌日には傷むので、すぐに加工できる菓子店や食品会社、"
                "冷凍の設備をお持ちの方と、収穫の前から約束しておきたいです。",
                "agriculture circular-economy",
                (12, 2),
                "goods network",
                54,
            ),
        ],
    ),
    DemoPartner(
        slug="binokuni-seiki",
        name="備の国精機株式会社",
        kana="ビノクニセイキ",
        type="company",
        sector="manufacturing",
        owner="削田 こうじ",
        description=(
            "社員四十一名で、医療や農業の機械に使う小さな金属部品を削っています。"
            "六十代の職人が三割を占め、技をどう残すかが大きな課題です。"
        ),
        goals=(9, 8, 4),
        fields="industry employment",
        days=320,
        phone="086-000-0106",
        listings=[
            need(
                "熟練者の手の動きを記録して若手に伝えたい",
                "機械の音と刃の減りを聞き分ける勘は、言葉にしにくいものです。音や振動、手の動きを測り、新人が比べながら学べる教材を、"
                "大学や情報の会社と作りたいです。撮影には職人三名が協力します。",
                "industry digitalisation",
                (9, 4),
                "technology data",
                16,
            ),
            seed(
                "学生の実習と工場の見学をいつでも受け入れます",
                "図面を読み、自分の名前を刻んだ部品を作るまでの五日間です。社員食堂の昼食つき、交通費も出します。高校生の半日の見学、"
                "先生方の研修も歓迎します。地元で働くことを考えるきっかけにしてください。",
                "employment education",
                (8, 4),
                "place people",
                28,
            ),
        ],
    ),
    DemoPartner(
        slug="hanpu-nui",
        name="帆布のいえ縫",
        kana="ハンプノイエヌイ",
        type="company",
        sector="manufacturing",
        owner="針谷 ぬい",
        description=(
            "丈夫な帆布でかばんを縫う、八名の会社です。裁ち落としをためておき、"
            "小物づくりの教室や、作業所との共同の商品に生かしています。"
        ),
        goals=(12, 8),
        fields="industry disability",
        days=150,
        listings=[
            need(
                "月に四十キロ出る帆布の端切れを生かす人",
                "手のひらほどの丈夫な布です。色は十六色あります。学校の工作、作業所の商品、農園の苗ポットなど、縫わずに使う道も"
                "さがしています。洗って乾かした状態で、送料だけでお届けします。",
                "circular-economy disability",
                (12,),
                "know-how network",
                21,
            ),
            seed(
                "作業所の方に縫製の手順を教えに行きます",
                "まっすぐ縫う、ひもを通す、検品するという三つの工程に分け、絵の手順書も作りました。できた品は当社が買い取り、"
                "作った方の名前を付けて店に並べます。中古のミシンをお貸しできます。",
                "disability employment",
                (8, 10),
                "know-how goods",
                49,
            ),
        ],
    ),
    DemoPartner(
        slug="harenomori",
        name="晴れの森林業組合",
        kana="ハレノモリリンギョウクミアイ",
        type="primary-industry-body",
        sector="agriculture-forestry",
        owner="杉森 こだま",
        description=(
            "千四百ヘクタールの山を手入れする組合です。"
            "切った木の半分は使い道がなく、山に残しています。子どもの山歩きの案内もします。"
        ),
        goals=(15, 13),
        fields="agriculture energy",
        days=200,
        listings=[
            need(
                "間伐した細い木と枝の使い道をいっしょに考える人",
                "年に八百立方メートルの細い木が山に残ります。燃料、遊具、土に混ぜる炭など、運び出す費用に見合う使い道がほしいです。"
                "試しに使ってくださるこども園や宿、農家、研究者の方に、無料でお渡しします。",
                "agriculture energy circular-economy",
                (15, 13),
                "technology network",
                24,
            ),
            seed(
                "社員や子どもの森の一日を案内します",
                "のこぎりで木を切り、皮をむき、昼は薪でご飯を炊きます。道具と保険はこちらで用意します。一年かけて山を育てる会社の森も"
                "三社が始めました。二十五名まで、駅から送迎があります。",
                "education environment",
                (15, 4),
                "place people",
                68,
            ),
        ],
    ),
    DemoPartner(
        slug="tanedoko",
        name="たね床インキュベーション株式会社",
        kana="タネドコインキュベーション",
        type="company",
        sector="professional",
        owner="種村 めばえ",
        description=(
            "創業五年までの会社が机を並べる場を運営しています。二十三社が入り、"
            "月に一度、先輩の経営者と困りごとを話す夕食会を開いています。"
        ),
        goals=(8, 9),
        fields="industry employment",
        days=130,
        listings=[
            seed(
                "起業したい人の最初の一年に寄り添います",
                "事業の組み立て、仲間さがし、最初のお客さまとの出会いまで、週に一度の面談を続けます。大学の研究をもとにした会社や、"
                "後継ぎのいない店を引きつぐ方の相談も増えました。学生は無料です。",
                "industry employment",
                (8, 9),
                "know-how network",
                13,
            ),
            need(
                "Mentors who have taken a small business across the border",
                "Five of our young companies want to sell abroad: dried fruit, canvas bags, "
                "sensors for farms. We look for people who have exported before and can spare "
                "an evening a month to tell us about contracts, customs and what went wrong.",
                "industry",
                (8, 17),
                "people know-how",
                37,
            ),
        ],
    ),
    DemoPartner(
        slug="minato-kango",
        name="みなと訪問看護ステーション",
        kana="ミナトホウモンカンゴステーション",
        type="medical-welfare",
        sector="medical-welfare",
        owner="潮見 やすら",
        description=(
            "看護師九名が、港町と島の家々を回っています。"
            "家族の介護をしながら働く人の相談が増え、会社への出前講座も始めました。"
        ),
        goals=(3, 5),
        fields="medical elderly",
        days=100,
        listings=[
            seed(
                "働きながら家族を介護する人の相談に会社で応じます",
                "介護のために仕事を辞めなくてすむように、使える制度と心の持ち方をお話しします。昼休みの一時間で、社員の方が個別に相談"
                "することもできます。三十名以下の会社には無料で伺います。",
                "elderly employment medical",
                (3, 8),
                "people know-how",
                32,
            ),
        ],
    ),
    DemoPartner(
        slug="itsudemo-manabiya",
        name="NPO法人 いつでも学び舎",
        kana="イツデモマナビヤ",
        type="npo",
        sector="education",
        owner="夜野 ともし",
        description=(
            "学び直したい大人と、学校に行きづらい子どもが、同じ机で学ぶ夜の教室です。"
            "教えるのは、退職した先生と大学生、会社員の三十四名です。"
        ),
        goals=(4, 10, 1),
        visions=(1,),
        fields="education childcare",
        days=260,
        listings=[
            need(
                "夜の教室で使うパソコンと教えてくれる方",
                "履歴書を書く、表計算を覚える、プログラミングに触れる。そのためのパソコンが四台しかなく、順番待ちです。中古で十分ですので、"
                "十台ほど譲ってくださる先と、週に一度教えてくださる方をさがしています。",
                "education digitalisation",
                (4, 10),
                "goods people",
                12,
            ),
            seed(
                "学校に行きづらい子の学びの場づくりをお話しします",
                "十年で百九十名の子どもと歩んできました。安心できる場の作り方、保護者との話し方、大人といっしょに学ぶ良さを、学校や"
                "会社、自治会でお話しします。見学は火曜と木曜の夜にどうぞ。",
                "education childcare",
                (4, 3),
                "know-how people",
                61,
            ),
        ],
    ),
]
