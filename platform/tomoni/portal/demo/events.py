"""The meetings: one to come in Kakegawa, a numbered series in Kanazawa. All people are invented."""

from tomoni.portal.demo.shapes import ALL_GOALS, DemoEvent, DemoTable

SERIES = "金沢パートナー会議"

KAKEGAWA = [
    DemoEvent(
        slug="kakegawa-koryukai",
        title="かけがわSDGsパートナー交流会",
        summary=(
            "登録パートナーが七つのテーマのテーブルを囲み、「いま取り組んでいること」「関心のあること」"
            "「足りないもの」を語り合います。\n\n"
            "その場で組み合わせを決める会ではありません。共通の関心点を見つけ、つながりの芽を一枚の紙に"
            "書きとめて持ち帰ります。初めての方、一人での参加も歓迎です。お茶とお菓子を用意してお待ちしています。"
        ),
        organisers="かけがわ見本青年会議所・掛川市",
        venue="みほん文化会館 大ホール",
        address="静岡県掛川市見本町2-3",
        day=21,
        hours=("13:00", "16:30"),
        capacity=84,
        challenge="exchange",
        goals=ALL_GOALS,
        fields=(
            "regional-revitalisation industry employment health-welfare elderly environment "
            "tourism digitalisation"
        ),
        programme=[
            ("13:00", "受付", "名札と席の番号をお受け取りください"),
            ("13:30", "開会", "市長と青年会議所理事長のあいさつ"),
            ("13:45", "話題提供", "「茶草場と里山から考える、めぐるまち」"),
            ("14:10", "テーブルでの対話（前半）", "一人三分の自己紹介と、いま取り組んでいること"),
            ("14:55", "休憩", "みどり坂製茶の深蒸し茶と、茶の焼き菓子"),
            (
                "15:10",
                "テーブルでの対話（後半）",
                "共通の関心点、つながりの芽、次の一歩（任意）を書きとめます",
            ),
            ("15:55", "発表", "一テーブル三分"),
            ("16:20", "閉会", "そのあと一時間、会場を開けておきます。名刺交換にお使いください"),
        ],
        tables=[
            DemoTable(
                "空き家", "軒下 かおる", "NPO法人 空き家みらい舎", "青井 つどい", (11,), "housing"
            ),
            DemoTable(
                "農産物・茶",
                "緑坂 茶々",
                "株式会社みどり坂製茶",
                "若葉 そだつ",
                (2, 15),
                "agriculture",
            ),
            DemoTable(
                "脱炭素・循環",
                "陽光 てらす",
                "ひがし遠州エナジー合同会社",
                "風間 めぐみ",
                (7, 13),
                "energy",
            ),
            DemoTable(
                "食と循環",
                "土井 めぐる",
                "めぐる堆肥株式会社",
                "実里 ゆたか",
                (12, 2),
                "circular-economy",
            ),
            DemoTable(
                "子育て・教育",
                "親川 あたたか",
                "NPO法人 子育てひろばぽかぽか",
                "学田 ひらく",
                (4, 5),
                "childcare education",
            ),
            DemoTable(
                "医療・福祉",
                "木漏 ひかる",
                "医療法人こもれび診療所",
                "安田 なごみ",
                (3,),
                "medical health-welfare",
            ),
            DemoTable(
                "デジタル・メタバース",
                "空町 ゆめ",
                "合同会社そらまち工房",
                "電野 つばさ",
                (9,),
                "digitalisation",
            ),
        ],
        participants=(
            "midorizaka-seicha",
            "ootoshi-komuten",
            "tomi-no-sato",
            "hinata-shokutaku",
            "mizuhodai-high",
            "hidamari-kai",
            "tsunagu-densan",
            "koganeno-shinkumi",
            "toen-energy",
            "johoku-machi",
            "higashimachi-shotenkai",
            "meguru-taihi",
            "pokapoka-hiroba",
            "reida-ichiro",
        ),
    ),
    DemoEvent(
        slug="kakegawa-sonogo",
        title="つながりの芽、その後を語る会",
        summary=(
            "交流会で生まれた芽が、三か月でどう育ったかを持ち寄ります。うまくいかなかった話も歓迎です。"
            "交流会に参加していない方も、途中からの輪に加われます。"
        ),
        organisers="かけがわ見本青年会議所・掛川市",
        venue="みほん文化会館 会議室2",
        address="静岡県掛川市見本町2-3",
        day=110,
        hours=("18:30", "20:00"),
        capacity=24,
        goals=(17,),
        fields="regional-revitalisation",
        programme=[("18:30", "近況の報告", "一組三分"), ("19:10", "次の一歩を考える対話", "")],
        state="draft",
    ),
]

KANAZAWA = [
    DemoEvent(
        slug="kanazawa-partners-3",
        title="金沢パートナー会議「直して使う、まわして使う」",
        summary=(
            "パソコンの再生、食べ残しを減らす宿、金継ぎの工房。物を長く使う三つの取り組みの発表のあと、"
            "小さな輪になって話し合いました。最後の「事務局に聞いてみよう」の時間には、補助金や会場に"
            "ついて十二の質問が出ました。"
        ),
        organisers="金沢市",
        venue="みほん市民プラザ 3階",
        address="石川県金沢市見本丁3-4",
        day=-68,
        hours=("18:30", "20:30"),
        capacity=40,
        series=SERIES,
        number=3,
        goals=(12, 4),
        fields="circular-economy education",
        programme=[
            ("18:30", "開会", ""),
            ("18:40", "発表 ① 子どものIT教室を市内に広げたい", "めぐりパソコン工房株式会社"),
            ("18:55", "発表 ② 朝食の残りを減らす知恵を求めて", "株式会社雪あかり旅館"),
            ("19:10", "事務局に聞いてみよう", "どんな質問でもどうぞ"),
            ("19:30", "グループでの話し合い", "三つの輪に分かれて"),
            ("20:20", "閉会", ""),
        ],
        participants=(
            "meguri-pc",
            "yukiakari-ryokan",
            "yuragi-urushi",
            "hokusetsu-shinkin",
            "tsumugi-ad",
        ),
    ),
    DemoEvent(
        slug="kanazawa-partners-4",
        title="金沢パートナー会議「だれもが自分らしく」",
        summary=(
            "いろいろウィーク実行委員会が、企業向けの勉強会への参加を呼びかけました。やさしい日本語の体験も"
            "行い、町会と外国から来た方のグループが、防災訓練をいっしょに開く話を始めています。"
        ),
        organisers="金沢市",
        venue="",
        address="",
        form="online",
        online_link="https://meeting.example.jp/kanazawa-4",
        day=-33,
        hours=("18:30", "20:30"),
        capacity=60,
        series=SERIES,
        number=4,
        goals=(5, 10),
        fields="diversity disaster-prevention",
        programme=[
            ("18:30", "開会", ""),
            ("18:40", "発表 ① 企業の勉強会に来てください", "いろいろウィーク実行委員会"),
            ("18:55", "発表 ② ことばの壁のない訓練", "NPO法人 ことばの橋"),
            ("19:10", "事務局に聞いてみよう", "どんな質問でもどうぞ"),
            ("19:30", "グループでの話し合い", "小部屋に分かれて"),
            ("20:20", "閉会", ""),
        ],
        participants=(
            "iroiro-week",
            "kotoba-no-hashi",
            "mihon-hanako",
            "yosui-chokai",
            "hokuriku-mirai-univ",
            "hokusetsu-shinkin",
        ),
    ),
    DemoEvent(
        slug="kanazawa-partners-5",
        title="金沢パートナー会議「雪の季節の助け合い」",
        summary=(
            "雪かき、停電、買い物。冬の困りごとを出し合い、会社や学生、町会ができることを持ち寄ります。"
            "会場でもオンラインでも参加できます。発表したい方は、申し込みの際にお知らせください。"
        ),
        organisers="金沢市",
        venue="みほん市民プラザ 3階",
        address="石川県金沢市見本丁3-4",
        form="hybrid",
        online_link="https://meeting.example.jp/kanazawa-5",
        day=12,
        hours=("18:30", "20:30"),
        capacity=40,
        series=SERIES,
        number=5,
        goals=(11, 13),
        fields="disaster-prevention elderly",
        programme=[
            ("18:30", "開会", ""),
            ("18:40", "発表 雪の朝の三十分を分け合う", "用水の里町会連合"),
            ("19:00", "事務局に聞いてみよう", "どんな質問でもどうぞ"),
            ("19:20", "グループでの話し合い", "会場とオンラインを混ぜて"),
            ("20:20", "閉会", ""),
        ],
        participants=("yosui-chokai", "fuyuao-reform", "kotoba-no-hashi"),
    ),
]
