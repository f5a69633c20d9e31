"""English needs and the Japanese seeds that answer them: they share no word as it is written."""

from matching.engine import Document
from tests.matching.engine.worlds import make_need, make_seed

PAIRS = (
    (
        "Turn vacant houses into homes for young families",
        "Many empty houses stand in the old town. We look for carpenters to renovate them.",
        "古民家の改修を得意とする工務店",
        "空き家の調査から改修、入居までを大工が引き受けます。",
    ),
    (
        "Reduce food waste from our school lunches",
        "Leftovers are thrown away every day. Who can make compost of them?",
        "生ごみを堆肥にする機械",
        "給食の食べ残しや食品ロスを学校の中で堆肥にできます。",
    ),
    (
        "Wild boars destroy our crops",
        "Farmers lose their harvest. We need traps and hunters.",
        "鳥獣害対策の罠と見回り",
        "猟師の仲間がイノシシの捕獲を手伝い、肉は加工します。",
    ),
    (
        "Transport for the elderly without a car",
        "Older people who gave up driving cannot reach the hospital or the supermarket.",
        "デマンド交通の運行",
        "高齢者の通院と買い物を乗合タクシーで支えます。",
    ),
    (
        "Evacuation shelters need electricity after an earthquake",
        "In a blackout phones cannot be charged. We want batteries and solar panels.",
        "非常用の蓄電池を貸し出します",
        "停電のとき、避難所で太陽光発電の電気を使えます。",
    ),
    (
        "Japanese lessons for foreign residents",
        "Their children fall behind at school. Volunteers who teach are welcome.",
        "多文化共生のための日本語教室",
        "外国人の親子に日本語を教える講師を派遣します。",
    ),
    (
        "Nobody takes over the tea fields",
        "Tea growers are old, and abandoned farmland spreads.",
        "茶園の管理を引き受けます",
        "耕作放棄地になった茶畑を再生し、抹茶を作る会社です。",
    ),
    (
        "Clean the beach from plastic",
        "Marine litter washes ashore after each storm.",
        "海岸清掃の団体",
        "海洋プラスチックを拾い、海ごみの授業もします。",
    ),
    (
        "A safe place for children who do not go to school",
        "School refusal is rising; parents ask for help.",
        "フリースクールを開いています",
        "不登校の子どもの居場所と、保護者の相談。",
    ),
    (
        "Small factories cannot recruit staff",
        "The labour shortage is severe; we would like interns from a university.",
        "学生のインターンシップを仲介",
        "人手不足の中小企業と大学を結び、採用を手伝います。",
    ),
    (
        "Digital help for senior citizens",
        "Many do not know how to use a smartphone.",
        "スマートフォンの教室",
        "シニアに操作を教える講座を公民館で開きます。",
    ),
    (
        "Bamboo forests are overgrown",
        "We look for somebody who uses the bamboo that we cut.",
        "竹を粉にする機械",
        "放置竹林の竹を引き取り、肥料にします。",
    ),
    (
        "Revive the shopping street",
        "Half of the shops are closed. Pop-up stores or a morning market might help.",
        "空き店舗を使った挑戦",
        "商店街で朝市とキッチンカーの出店を企画します。",
    ),
    (
        "Measure the water quality of the river",
        "Sensors and data analysis are needed.",
        "水質センサーの開発",
        "河川のデータを集め、分析して地図に示します。",
    ),
    (
        "Forest owners cannot afford thinning",
        "The timber finds no buyers.",
        "間伐材の家具",
        "地元の森林の木材を買い、机や椅子を作ります。",
    ),
    (
        "Prevent heat stroke in summer",
        "Extreme heat endangers people who live alone.",
        "暑さをしのぐ場所",
        "熱中症を防ぐため、店舗を休憩の場所として開けます。",
    ),
    (
        "Mothers return to work",
        "Childcare is lacking, and women leave their jobs after childbirth.",
        "託児つきのテレワーク拠点",
        "出産後の女性の仕事と保育をともに支える施設です。",
    ),
    (
        "Museum without visitors",
        "Our cultural heritage should be shown to foreign tourists, with an interpreter or an app.",
        "多言語ガイドのアプリ",
        "文化財と博物館を外国人観光客に案内し、通訳もします。",
    ),
    (
        "Decarbonise the town hall",
        "We want to cut emissions: insulation, LED lighting, renewable energy.",
        "省エネ診断",
        "庁舎の断熱と照明を調べ、脱炭素の計画を立てます。",
    ),
    (
        "Employment for disabled people",
        "A farm would like to hire people with disabilities.",
        "農福連携の就労支援",
        "障がい者が農作業で働けるよう、作業所が付き添います。",
    ),
    (
        "Collect used clothes",
        "School uniforms are expensive, and clothes are burnt.",
        "制服のリユース",
        "古着を回収し、洗濯と修理をして安く譲ります。",
    ),
    (
        "Attract newcomers to the village",
        "Depopulation goes on. Trial stays and remote work could bring young people.",
        "移住者向けのお試し住宅",
        "過疎の村で、テレワークをする若者の移住を支えます。",
    ),
    (
        "Stray cats in the park",
        "Neighbours complain. We need a vet and volunteers.",
        "地域猫の活動",
        "公園の猫の手術と譲渡をする団体です。",
    ),
    (
        "Inspect ageing bridges",
        "Drones could make the inspection of infrastructure cheaper.",
        "橋の点検",
        "インフラの老朽化をドローンと画像で調べます。",
    ),
)


def needs() -> list[Document]:
    return [make_need(f"need{n:02}", row[0], row[1]) for n, row in enumerate(PAIRS)]


def seeds() -> list[Document]:
    return [make_seed(f"seed{n:02}", row[2], row[3]) for n, row in enumerate(PAIRS)]


def answers() -> dict[str, str]:
    """Need → the seed that answers it."""
    return {f"need{n:02}": f"seed{n:02}" for n in range(len(PAIRS))}
