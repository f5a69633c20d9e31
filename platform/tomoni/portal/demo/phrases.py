"""Phrases from which any number of readable needs and seeds are put together, per theme."""

from dataclasses import dataclass

SINCE = [
    "三年前に始めた",
    "十年続けている",
    "親の代から受けついだ",
    "仲間と立ち上げた",
    "退職後に始めた",
    "地域に頼まれて始めた",
]
WHEN = [
    "春のうちに",
    "夏休みの前に",
    "秋の収穫のあとに",
    "来年度から",
    "月に一度",
    "平日の昼間に",
    "週末に",
    "すぐにでも",
]
AMOUNT = [
    "五件",
    "十二か所",
    "三十人分",
    "二百キロ",
    "四十世帯分",
    "一日八十個",
    "年に六回分",
    "三か月分",
]
MEET = [
    "まずは一度、現場を見に来てください。",
    "小さく試すところから始めたいです。",
    "オンラインで三十分のお話からでもかまいません。",
    "経験のない方にも、ていねいにご説明します。",
    "近くの方はもちろん、遠方の方も歓迎します。",
    "学生や退職された方の参加もお待ちしています。",
    "費用の分け方は、話し合って決めましょう。",
    "結果は数字にまとめて、みなさんと分かち合います。",
]


@dataclass(frozen=True)
class Theme:
    """What partners of a theme are called, and what they lack and can offer.

    `needs` and `seeds` are (title, sentence); "{thing}" stands for one of the things.
    """

    trades: tuple[tuple[str, str, str, str], ...]  # partner type, sector, name, reading
    does: str
    fields: tuple[str, ...]
    goals: tuple[int, ...]
    kinds: tuple[str, ...]
    things: tuple[str, ...]
    needs: tuple[tuple[str, str], ...]
    seeds: tuple[tuple[str, str], ...]


THEMES = [
    Theme(
        trades=(
            ("npo", "other-services", "NPO法人{}住まいの会", "{}スマイノカイ"),
            ("company", "construction", "{}工務店", "{}コウムテン"),
            ("neighbourhood", "other-services", "{}自治会", "{}ジチカイ"),
        ),
        does="使われなくなった家や土地を、人が集まる場所によみがえらせる活動をしています。",
        fields=("housing", "migration", "regional-revitalisation"),
        goals=(11, 12, 8),
        kinds=("people", "technology", "know-how", "place"),
        things=("空き家", "古民家", "空き店舗", "使われない納屋", "閉校した校舎", "商家の土蔵"),
        needs=(
            (
                "{thing}の改修をいっしょに進める仲間をさがしています",
                "{thing}の床や屋根が傷み、直せる人が足りません。",
            ),
            (
                "{thing}の使い道を考えてくれる人を募集します",
                "持ち主の許しは得られましたが、{thing}を何に使えばよいか決めかねています。",
            ),
            (
                "{thing}の持ち主と話をつなぐ専門家がほしい",
                "相続の話が進まず、{thing}がそのままになっています。",
            ),
        ),
        seeds=(
            (
                "{thing}の直し方を現場で教えます",
                "大工と左官の経験者が、{thing}の傷みを見て直す順番をお話しします。",
            ),
            (
                "{thing}を試しに使ってみませんか",
                "手入れのすんだ{thing}を、光熱費だけでお使いいただけます。",
            ),
            (
                "{thing}の片づけと家財の引き取りを手伝います",
                "長年使われなかった{thing}を、近所に気を配りながら片づけます。",
            ),
        ),
    ),
    Theme(
        trades=(
            ("primary-industry-body", "agriculture-forestry", "農事組合法人{}", "{}"),
            ("sole-proprietor", "agriculture-forestry", "{}農園", "{}ノウエン"),
            ("company", "manufacturing", "{}食品", "{}ショクヒン"),
        ),
        does="土を大切にする農業と、地元の実りを生かした加工品づくりをしています。",
        fields=("agriculture", "industry", "circular-economy"),
        goals=(2, 12, 15),
        kinds=("goods", "people", "network", "know-how"),
        things=("茶葉", "いちご", "規格外の野菜", "ぶどう", "玉ねぎ", "しいたけ", "米ぬか"),
        needs=(
            (
                "余った{thing}を生かす相手を求めています",
                "形や大きさがそろわない{thing}が、畑で捨てられています。",
            ),
            (
                "{thing}の収穫を手伝ってくれる人がほしい",
                "{thing}の収穫は二週間に集中し、家族だけでは間に合いません。",
            ),
            (
                "{thing}の売り先をいっしょに開きたい",
                "味には自信がありますが、{thing}を知ってもらう機会が足りません。",
            ),
        ),
        seeds=(
            (
                "{thing}の畑で体験を受け入れます",
                "{thing}の植え付けから収穫までを、子どもも大人も体験できます。",
            ),
            (
                "{thing}を使った商品づくりに協力します",
                "試作のための{thing}を無料でお渡しし、加工の相談にも乗ります。",
            ),
            (
                "{thing}の育て方をお教えします",
                "三十年の経験をもとに、{thing}を庭や空き地で育てるこつをお話しします。",
            ),
        ),
    ),
    Theme(
        trades=(
            ("company", "utilities", "{}でんき", "{}デンキ"),
            ("company", "professional", "{}環境設計", "{}カンキョウセッケイ"),
            ("npo", "other-services", "NPO法人{}地球の会", "{}チキュウノカイ"),
        ),
        does="電気や熱のむだを減らし、地域の自然の力でまかなう暮らしを広げています。",
        fields=("energy", "environment", "industry"),
        goals=(7, 13, 12),
        kinds=("technology", "place", "funds", "data"),
        things=("太陽光発電", "小さな水力", "断熱の改修", "木質の燃料", "電気の見える化", "蓄電池"),
        needs=(
            (
                "{thing}を試せる場所をさがしています",
                "{thing}の効果を、暮らしの中で確かめたいと考えています。",
            ),
            (
                "{thing}に詳しい技術者の力を貸してください",
                "{thing}を始めたいのですが、設計を見られる人がいません。",
            ),
            (
                "{thing}の費用を支え合う仲間を募集します",
                "{thing}は長い目で見れば得ですが、はじめの費用が重荷です。",
            ),
        ),
        seeds=(
            (
                "{thing}の見立てを無料で行います",
                "建物と使い方を見て、{thing}でいくら減らせるかを計算します。",
            ),
            (
                "{thing}の工事と手入れを引き受けます",
                "{thing}を、設計から点検まで地元の職人で行います。",
            ),
            ("{thing}の出前授業を開きます", "模型と実物を使い、{thing}の仕組みを楽しく学べます。"),
        ),
    ),
    Theme(
        trades=(
            ("company", "other-services", "{}リサイクル", "{}リサイクル"),
            ("sole-proprietor", "hospitality", "{}食堂", "{}ショクドウ"),
            ("company", "trade", "{}商店", "{}ショウテン"),
        ),
        does="捨てられていたものに、もう一度役目を見つける仕事をしています。",
        fields=("circular-economy", "environment", "commerce"),
        goals=(12, 13, 14),
        kinds=("goods", "technology", "network", "place"),
        things=("生ごみ", "廃食油", "端切れ", "古い制服", "紙くず", "使い終えた容器", "木くず"),
        needs=(
            (
                "{thing}を分けて出してくれる先をさがしています",
                "{thing}は、混ざらなければ良い材料になります。",
            ),
            (
                "{thing}の新しい使い道を考えたい",
                "毎月出る{thing}を、燃やす以外の道へ回したいです。",
            ),
            (
                "{thing}を集める場所を貸してください",
                "{thing}を持ち寄れる場所が、地区にもう一つ必要です。",
            ),
        ),
        seeds=(
            (
                "{thing}を引き取り、資源に変えます",
                "{thing}を定期的に回収し、量と行き先の記録をお渡しします。",
            ),
            (
                "{thing}から作った品をお分けします",
                "{thing}を加工した材料を、学校や団体に無料でお渡しします。",
            ),
            (
                "{thing}を減らす工夫をお話しします",
                "{thing}を半分にした店の例をもとに、今日からできる工夫を紹介します。",
            ),
        ),
    ),
    Theme(
        trades=(
            ("npo", "education", "NPO法人{}こどもの家", "{}コドモノイエ"),
            ("school", "education", "{}学園", "{}ガクエン"),
            ("citizen", "", "", ""),
        ),
        does="子どもと家族が安心して過ごし、学べる場づくりに取り組んでいます。",
        fields=("childcare", "education", "health-welfare"),
        goals=(4, 3, 5),
        kinds=("people", "place", "know-how", "goods"),
        things=(
            "放課後の居場所",
            "学習の支援",
            "親子の集い",
            "自然の中の遊び",
            "絵本の読み聞かせ",
            "子ども食堂",
        ),
        needs=(
            (
                "{thing}を続けるための場所を求めています",
                "{thing}に通う子が増え、いまの部屋が手ぜまになりました。",
            ),
            (
                "{thing}を手伝ってくれる大人を募集します",
                "{thing}の日は、子ども十人に大人が二人しかいません。",
            ),
            ("{thing}に使う道具を譲ってください", "{thing}のための机や本、おもちゃが足りません。"),
        ),
        seeds=(
            (
                "{thing}の始め方をお伝えします",
                "{thing}を八年続けた経験から、安全と見守りのこつをお話しします。",
            ),
            (
                "{thing}を会社や地区に出張して開きます",
                "資格を持つスタッフが、{thing}を半日から行います。",
            ),
            (
                "{thing}に使える部屋をお貸しします",
                "台所と庭のある部屋を、{thing}のために無料でお使いください。",
            ),
        ),
    ),
    Theme(
        trades=(
            ("medical-welfare", "medical-welfare", "社会福祉法人{}会", "{}カイ"),
            ("medical-welfare", "medical-welfare", "医療法人{}医院", "{}イイン"),
            ("npo", "medical-welfare", "NPO法人{}ささえあい", "{}ササエアイ"),
        ),
        does="年を重ねても、障がいがあっても、その人らしく暮らせるように支えています。",
        fields=("health-welfare", "elderly", "disability"),
        goals=(3, 10, 8),
        kinds=("people", "goods", "technology", "know-how"),
        things=(
            "買い物の送迎",
            "一人暮らしの見守り",
            "作業所の仕事",
            "認知症カフェ",
            "体操の教室",
            "家族の介護の相談",
        ),
        needs=(
            (
                "{thing}を支えてくださる方を求めています",
                "{thing}を望む方が増えましたが、担い手が足りません。",
            ),
            (
                "{thing}に役立つ道具や技術をさがしています",
                "{thing}を、人の手だけに頼らずに続けたいと考えています。",
            ),
            ("{thing}をいっしょに広げる相手がほしい", "{thing}を、となりの地区にも届けたいです。"),
        ),
        seeds=(
            ("{thing}のお手伝いに伺います", "介護や看護の資格を持つ職員が、{thing}を支えます。"),
            ("{thing}の場を開いています", "どなたでも参加できる{thing}を、月に二回行っています。"),
            (
                "{thing}の経験をお話しします",
                "{thing}を始めたい会社や自治会に、準備の手順をお伝えします。",
            ),
        ),
    ),
    Theme(
        trades=(
            ("company", "information", "{}システム", "{}システム"),
            ("university", "education", "{}大学 研究室", "{}ダイガク ケンキュウシツ"),
            ("sole-proprietor", "information", "{}デザイン", "{}デザイン"),
        ),
        does="現場の手間を減らす小さな道具を、使う人といっしょに作っています。",
        fields=("digitalisation", "industry", "education"),
        goals=(9, 8, 4),
        kinds=("technology", "data", "people", "place"),
        things=(
            "予約の仕組み",
            "回覧板の電子化",
            "AIの画像判定",
            "農作業の記録",
            "メタバースの教室",
            "地図の作成",
        ),
        needs=(
            (
                "{thing}を試してくれる現場をさがしています",
                "{thing}を作りましたが、本当に役立つかを確かめる場がありません。",
            ),
            (
                "{thing}に使うデータを提供してください",
                "{thing}を賢くするために、日々の記録が必要です。",
            ),
            (
                "{thing}の使い方を教えてくれる人がほしい",
                "{thing}を入れたものの、使いこなせる人が一人しかいません。",
            ),
        ),
        seeds=(
            (
                "{thing}を身の丈の費用で作ります",
                "{thing}を、紙の帳面を見ながら二週間で試作します。",
            ),
            ("{thing}の講習会を開きます", "初めての方に、{thing}を一対一でゆっくりお教えします。"),
            (
                "{thing}の運用を一年間お手伝いします",
                "{thing}が止まったときも、電話一本で伺います。",
            ),
        ),
    ),
    Theme(
        trades=(
            ("company", "hospitality", "{}旅館", "{}リョカン"),
            ("economic-organisation", "other-services", "{}商店会", "{}ショウテンカイ"),
            ("financial", "finance", "{}信用組合", "{}シンヨウクミアイ"),
        ),
        does="訪れる人と暮らす人がともに喜ぶ、にぎわいと商いをつくっています。",
        fields=("tourism", "commerce", "employment"),
        goals=(8, 11, 17),
        kinds=("network", "funds", "place", "people"),
        things=(
            "朝市",
            "町歩きの案内",
            "外国からのお客さま",
            "若い人の出店",
            "後継ぎさがし",
            "特産品の発信",
        ),
        needs=(
            (
                "{thing}を盛り上げる仲間を募集します",
                "{thing}を続けたいのですが、運営の手が足りません。",
            ),
            (
                "{thing}に詳しい人の知恵を借りたい",
                "{thing}に取り組み始めましたが、分からないことばかりです。",
            ),
            (
                "{thing}を伝える言葉と写真がほしい",
                "{thing}の良さを、若い人や海外の方に届けたいです。",
            ),
        ),
        seeds=(
            (
                "{thing}のための場所と備品をお貸しします",
                "駅に近い広場と机、テントを、{thing}にお使いください。",
            ),
            (
                "{thing}の相談に専任の担当が応じます",
                "{thing}の計画づくりから資金の組み立てまで付き添います。",
            ),
            (
                "{thing}を会員の店でいっしょに広めます",
                "加盟店の店先と便りで、{thing}を紹介します。",
            ),
        ),
    ),
]
