"""The other kinds of call: free proposals, and partners that call on municipalities (見本)."""

from tomoni.portal.demo.shapes import DemoCall, DemoOffer, DemoProposal

# City → what it wishes of those who propose without a challenge, in Japanese and English.
WISHES = {
    "kakegawa": (
        (
            "共創チャレンジになっていないことでも、まちのためになる考えをお寄せください。\n"
            "とくに、子どもの居場所、空き家、茶畑の担い手について、ご提案をお待ちしています。\n"
            "新たな予算が必要なものは、その年度のうちには始められないことがあります。"
        ),
        (
            "Bring us ideas for the town, also where no challenge asks for them: above all places "
            "for children, vacant houses, and people for the tea fields. What needs new money may "
            "not begin within the fiscal year."
        ),
    ),
    "kanazawa": (
        "毎月のパートナー会議で発表できる、小さく始められるご提案を歓迎します。",
        "We welcome proposals that can begin small and be told at the monthly partner meeting.",
    ),
}
# Proposals without a challenge: the city stands in the place of the challenge.
FREE = [
    DemoProposal(
        challenge="kakegawa",
        partner="chanoki-kitchen",
        title="閉店後の食堂を、週に一晩「ただいまの台所」にする",
        summary="定休日の前の晩に食堂を開け、だれでも一品を持ち寄って食べる夜をつくります。",
        plan="来月から三回試し、来た人の声をまとめて、市といっしょに続け方を考えます。",
        brings="食堂の場所と調理の人手二名。材料費は当方で持ちます。",
        needs="学校や民生委員を通じた案内。",
        goals=(2, 11),
        fields="childcare regional-revitalisation",
        days=4,
    ),
    DemoProposal(
        challenge="kanazawa",
        partner="midorizaka-seicha",
        title="観光客に配る紙コップを、茶殻入りの土にかえす",
        summary="市の催しで使う茶殻入りの紙コップを集め、堆肥にして公園の花壇に戻します。",
        plan="秋の催しで千個を試し、集まった割合と堆肥の質を公開します。",
        brings="紙コップ千個と、堆肥にする手順書。",
        needs="催しの会場での回収箱の設置。",
        goals=(12,),
        fields="environment tourism",
        days=9,
    ),
]
CALLS = [
    DemoCall(
        partner="toen-energy",
        title="茶畑の上で電気をつくる試みを、いっしょに三年続けてくれるまちを探しています",
        wish="茶をつくりながら電気も生む畑を一つ立ち上げ、だれでも見学できる形で残したい。",
        background="自社の畑で一年試し、茶の出来は変わらないと分かりました。広げるには、まちの協力が必要です。",
        money="機材と工事に五百万円まで当社が負担します。市町村の費用の負担はありません。",
        offered="技術者二名、測定の機器、見学の案内役。三年分の記録を公開します。",
        conditions="畑の持ち主と地域の理解が得られること。選ぶときは、続けられる体制を最も重くみます。",
        contact=("地域エネルギー室", "見本 ひかる", "0537-00-0071", "call@example.jp"),
        fields="environment industry",
        goals=(7, 13),
        kinds="funds technology people",
        closes=35,
        opened=6,
        offers=[
            DemoOffer(
                city="kanazawa",
                title="市民農園の一角で、市民といっしょに測ります",
                summary="茶ではありませんが、市民農園の一角を三年使えます。測定を市民の講座にします。",
                brings="農園の場所、講座の開催、広報。",
                contact="企画調整課 見本",
                schedule="春に設置、夏から測定。",
                days=2,
            )
        ],
    ),
    DemoCall(
        partner="midorizaka-seicha",
        title="茶殻からつくった床材を、子どもの集まる場所で使ってみませんか",
        wish="捨てていた茶殻が、子どもの足もとを支える床になるところを見てもらいたい。",
        background="試作は二年目です。においと手ざわりの評価を、実際に使う場所で集めたいと考えています。",
        money="床材と施工、五十平方メートルまで当社が負担します。",
        offered="職人二名と、子ども向けの工場見学。",
        conditions="一年間、使い心地の聞き取りに協力していただけること。",
        contact=("商品開発室", "緑坂 茶々", "0537-00-0072", "yuka@example.jp"),
        fields="childcare environment",
        goals=(12, 4),
        kinds="goods technology",
        called="kanazawa okayama",
        closes=-2,
        opened=40,
        state="closed",
        offers=[
            DemoOffer(
                city="kanazawa",
                title="児童館のあそびの部屋で使わせてください",
                summary="建て替え前の児童館で一年使い、毎月、子どもと職員の声を集めます。",
                brings="場所と、聞き取りをまとめる職員一名。",
                contact="生涯学習課 例田",
                days=12,
            ),
            DemoOffer(
                city="okayama",
                title="大学の子ども広場で、学生が調べます",
                summary="大学の研究室と組み、手ざわりとにおいの評価を論文にまとめます。",
                brings="広場の場所、学生の調査班。",
                contact="産業政策課 手本",
                days=5,
            ),
        ],
    ),
    DemoCall(
        partner="soramachi-lab",
        title="山の上の集落へ、薬を空から届ける実験に協力してくれるまちを募ります",
        wish="車を運転できなくなっても、必要な薬がその日のうちに届く暮らしを見せたい。",
        background="湖の上での飛行は百回を超えました。次は、人が暮らす場所での実験です。",
        money="飛行と保険の費用は当社が負担します。",
        offered="機体二機と操縦者二名、住民向けの説明会。",
        conditions="薬局一店と集落一つの協力が得られること。",
        contact=("実証グループ", "例田 そら", "0537-00-0073", "sora@example.jp"),
        fields="health-welfare elderly digitalisation",
        goals=(3, 9),
        kinds="technology people",
        closes=50,
        state="in_review",
    ),
]
