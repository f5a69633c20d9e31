"""Groups, schools and citizens of Kanazawa. All names are invented."""

from tomoni.portal.demo.shapes import DemoPartner, need, seed

PARTNERS = [
    DemoPartner(
        slug="iroiro-week",
        name="いろいろウィーク実行委員会",
        kana="イロイロウィークジッコウイインカイ",
        type="other",
        sector="other-services",
        owner="虹野 あおい",
        description=(
            "性のあり方を理由に、だれも遠慮しなくてよいまちをめざし、毎年秋に一週間の催しを開いています。"
            "映画、展示、話し合いの場に、昨年はのべ二千人が参加しました。"
        ),
        goals=(5, 10, 16),
        visions=(3,),
        fields="diversity employment",
        days=430,
        listings=[
            need(
                "性の多様性を学ぶ企業の勉強会に参加してくれる会社",
                "プライドウィークに合わせ、人事や総務の方が集まる二時間の勉強会を開きます。社内の相談窓口や福利厚生をどう整えるか、"
                "先に取り組んだ会社の話を聞いて話し合います。規模は問いません。会場を貸してくださる会社も求めています。",
                "diversity employment",
                (5, 10),
                "network place",
                7,
            ),
            seed(
                "職場や学校で性の多様性の研修を行います",
                "当事者と社会保険労務士の二人一組で伺い、言葉の意味から、更衣室や書類の工夫まで、具体的にお話しします。"
                "一時間から半日まで、新入社員向け、管理職向け、小学生向けの内容があります。",
                "diversity education",
                (5, 4),
                "people know-how",
                44,
            ),
        ],
    ),
    DemoPartner(
        slug="hokuriku-mirai-univ",
        name="北陸みらい大学 地域連携センター",
        kana="ホクリクミライダイガク チイキレンケイセンター",
        type="university",
        sector="education",
        owner="学舎 けんじ",
        description=(
            "情報、建築、看護の三学部を持つ大学の窓口です。"
            "学生が町に出て学ぶ授業を年に四十科目開き、企業や団体の相談を研究者につなぎます。"
        ),
        goals=(4, 9),
        related=(11, 3),
        visions=(2, 4),
        fields="education digitalisation transport",
        days=410,
        phone="076-000-0106",
        listings=[
            seed(
                "情報学部の学生が子どもの教室や団体のITを支えます",
                "授業の一環として、学生三十名が半年間、月に二回通えます。プログラミング教室の先生役、ホームページの手直し、"
                "集めたデータの整理などが得意です。教員が計画づくりから加わり、安全の研修もすませています。",
                "education digitalisation",
                (4, 9),
                "people technology",
                14,
            ),
            seed(
                "人と車の動きのデータから通いやすいまちを考えます",
                "センサーとアンケートを組み合わせ、バスの時刻や除雪の順番、歩道の改良が暮らしに与える効果を計算します。市民の方にも"
                "分かる地図でお返しします。観光の混雑の分析も手がけています。",
                "transport digitalisation",
                (11, 9),
                "data technology",
                75,
            ),
            need(
                "看護学部の学生が暮らしの場で学べる受け入れ先",
                "病院の外での健康づくりを学ぶため、町会、会社、福祉施設に二日間おじゃまします。学生は血圧測定や体操の指導を行い、"
                "結果の報告書を作ります。六月と十一月に、一か所四名ずつです。",
                "medical education",
                (3, 4),
                "place",
                27,
            ),
        ],
    ),
    DemoPartner(
        slug="yosui-chokai",
        name="用水の里町会連合",
        kana="ヨウスイノサトチョウカイレンゴウ",
        type="neighbourhood",
        sector="other-services",
        owner="水守 ながれ",
        description=(
            "用水にそって並ぶ九つの町会の集まりです。用水の掃除、雪の日の助け合い、"
            "子どもの見守りを百年以上続けてきました。"
        ),
        goals=(11, 6),
        visions=(0,),
        fields="disaster-prevention regional-revitalisation",
        days=290,
        listings=[
            need(
                "雪の朝に玄関先を助け合う仕組みと若い手",
                "一人暮らしの高齢者が百四十世帯になり、町会だけでは雪かきが回りません。近くの学生や会社の方が、朝の三十分だけ"
                "手を貸せる呼びかけの仕組みを作りたいです。道具と温かい汁物はこちらで用意します。",
                "disaster-prevention elderly",
                (11, 3),
                "people technology",
                9,
            ),
            seed(
                "用水と町家の案内を地元の言葉でお話しします",
                "七十代の語り部が八名います。用水の水門を動かす様子や、今も水を使う台所を見ながら、一時間半で歩きます。学校の授業や"
                "外国の方の案内にも慣れていて、通訳の方と組むこともできます。",
                "tourism education",
                (11, 4),
                "people know-how",
                81,
            ),
        ],
    ),
    DemoPartner(
        slug="mihon-hanako",
        name="見本 花子",
        kana="ミホン ハナコ",
        type="citizen",
        owner="見本 花子",
        description=(
            "日本語学校で二十年教えたあと、町会や会社で「やさしい日本語」の講座を開いています。"
            "お知らせの書きかえも、一枚からお手伝いします。"
        ),
        goals=(10, 4),
        visions=(3,),
        fields="diversity education",
        days=90,
        listings=[
            seed(
                "お知らせをやさしい日本語に書きかえます",
                "ごみの出し方、避難の案内、学校からの手紙などを、外国の方にも子どもにも伝わる文にします。実際に読んでもらって確かめて"
                "からお返しします。町会や会社で使える一時間の講座も喜んで開きます。",
                "diversity disaster-prevention",
                (10, 4),
                "know-how people",
                25,
            ),
        ],
    ),
    DemoPartner(
        slug="kotoba-no-hashi",
        name="NPO法人 ことばの橋",
        kana="コトバノハシ",
        type="npo",
        sector="education",
        owner="橋本 リンカ",
        description=(
            "We are neighbours from eleven countries and people born in Kanazawa. "
            "週に三回の日本語教室と、通訳、親子の集まりを開いています。"
        ),
        goals=(10, 4, 16),
        visions=(3,),
        fields="diversity education",
        days=240,
        listings=[
            need(
                "Emergency drills that newcomers can understand",
                "Many of our 300 members have never felt an earthquake. We look for associations "
                "of neighbours that let us join their evacuation drills, and for somebody who can "
                "write the instructions in plain Japanese with pictures. We bring interpreters.",
                "disaster-prevention diversity",
                (11, 10),
                "network know-how",
                13,
            ),
            seed(
                "Interpreters and guides for local businesses and craftspeople",
                "Our members translate short texts, take photographs and guide visitors in seven "
                "languages. They would like to help workshops, inns and farms to explain what they "
                "do, and to meet people here while doing so. A first page is free of charge.",
                "tourism diversity",
                (8, 10),
                "people know-how",
                35,
            ),
        ],
    ),
    DemoPartner(
        slug="aozora-kids",
        name="あおぞら認定こども園",
        kana="アオゾラニンテイコドモエン",
        type="school",
        sector="education",
        owner="空野 はるか",
        description=(
            "園児百三十名のこども園です。園庭に小川と畑があり、雨の日も雪の日も外で遊びます。"
            "地域の方に先生になってもらう「おとなりさんの日」を月に二回開いています。"
        ),
        goals=(4, 3),
        visions=(2,),
        fields="childcare education",
        days=4,
        state="submitted",
    ),
]
