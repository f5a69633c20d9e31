"""The three municipalities: how they greet, what they aim at, on which grounds they decline."""

from tomoni.portal.demo.shapes import DemoCity

KAKEGAWA = DemoCity(
    slug="kakegawa",
    name=("掛川市", "Kakegawa City"),
    kana="カケガワシ",
    code="222135",
    prefecture="静岡県",
    place=(34.7687, 137.9984),
    platform_name="掛川市 共創プラットフォーム",
    greeting=(
        (
            "茶どころのまちで、足りないものとできることを持ち寄り、小さな一歩をいっしょに始めます。"
            "会社も、学校も、地域の団体も、お一人の方も、気軽にご登録ください。"
        ),
        (
            "In a town of tea, we bring together what is lacking and what can be given, "
            "and take small first steps. Companies, schools, local groups and single citizens "
            "are all welcome."
        ),
    ),
    sections=[
        ("企画課 共創推進係", "Planning Division, Co-creation", "0537-00-0001"),
        ("産業振興課", "Industry Division", "0537-00-0002"),
        ("環境政策課", "Environment Division", "0537-00-0003"),
    ],
    visions=[],
    refusal_grounds=[
        ("市の計画や方針と合わない", "Does not fit the city's plans"),
        ("実現に必要な体制や費用の見通しが立たない", "No sufficient prospect of people or funds"),
        ("同じ趣旨の取り組みがすでに進んでいる", "A similar undertaking is already under way"),
        ("特定の利益に偏り、公益性が認められない", "Serves a single interest, not the public"),
    ],
    fields=(
        "regional-revitalisation industry employment health-welfare elderly environment "
        "tourism digitalisation"
    ),
)

KANAZAWA = DemoCity(
    slug="kanazawa",
    name=("金沢市", "Kanazawa City"),
    kana="カナザワシ",
    code="172014",
    prefecture="石川県",
    place=(36.5613, 136.6562),
    platform_name="かなざわパートナーひろば",
    greeting=(
        (
            "毎月のパートナー会議で顔を合わせ、困りごとを出し合い、その場で仲間を見つけます。"
            "会員どうしの「それ、うちで手伝えます」から、まちの次の取り組みが生まれています。"
        ),
        (
            "Every month partners meet, put their questions on the table and find allies "
            "on the spot. Many a project here began with the words “we can help you with that”."
        ),
    ),
    sections=[
        ("企画調整課", "Planning and Coordination Division", "076-000-0001"),
        ("ダイバーシティ推進室", "Diversity Office", "076-000-0002"),
    ],
    visions=[
        ("歴史と自然に学び、次の世代へ手渡すまち", "A town that hands its heritage and nature on"),
        (
            "むだを出さず、めぐらせて暮らすまち",
            "A town that wastes nothing and lets things circulate",
        ),
        ("子どもが未来をえがけるまち", "A town in which children can picture their future"),
        ("だれもが自分らしく働き、暮らせるまち", "A town where all can work and live as they are"),
        (
            "新しい仕事と文化を生みつづけるまち",
            "A town that keeps bringing forth new work and culture",
        ),
    ],
    refusal_grounds=[
        ("市のめざす方向と合わない", "Does not fit the directions the city has named"),
        ("実施の体制が整っていない", "Not enough people to carry it out"),
        ("今年度の予算と日程では難しい", "Not possible within this year's budget and time"),
    ],
    brand_colour="#6b2346",
)

OKAYAMA = DemoCity(
    slug="okayama",
    name=("岡山市", "Okayama City"),
    kana="オカヤマシ",
    code="331007",
    prefecture="岡山県",
    place=(34.6551, 133.9195),
    platform_name="おかやま産学共創ネット",
    greeting=(
        (
            "大学の知恵と地域の小さな事業者を、商工会がていねいにつなぎます。"
            "技術の相談、学び直し、学生の就職、創業まで、まずは身近な窓口へどうぞ。"
        ),
        (
            "Societies of commerce connect small businesses with the knowledge of the university: "
            "technical advice, learning later in life, jobs for students, starting up."
        ),
    ),
    sections=[
        ("産業政策課 産学連携係", "Industry Division, University Liaison", "086-000-0001"),
        ("創業支援室", "Start-up Office", "086-000-0002"),
    ],
    visions=[
        ("地域の仕事を次の担い手へつなぐ", "Hand local businesses on to those who follow"),
        ("学びがいつでも始められる", "Learning can begin at any age"),
    ],
    refusal_grounds=[
        ("対象となる地域や分野にあてはまらない", "Outside the area or field of the call"),
        ("計画の具体性が足りない", "The plan is not concrete enough"),
        ("費用の負担について合意できない", "No agreement on who bears the cost"),
    ],
    brand_colour="#1f4e79",
)

CITIES = [KAKEGAWA, KANAZAWA, OKAYAMA]
