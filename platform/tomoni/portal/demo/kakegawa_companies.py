"""The companies and shops of Kakegawa. Names of people and organisations are invented."""

from tomoni.portal.demo.later_listings import MIDORIZAKA_LATER
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
                picture="丘のふもとに並ぶ茶の畝",
                document="茶殻の成分と量.pdf",
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
                reach="prefecture",
            ),
            *MIDORIZAKA_LATER,
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
                accepts="primary-industry-body company sole-proprietor citizen",
                reach="municipality",
            ),
            seed(
                "定休日の厨房を商品づくりの試作に貸します",
                "飲食店と菓子製造の許可がある厨房です。月曜と火曜の定休日に、農家の加工品づくりや学校の試作"
                "にお使いください。衛生のことや原価の計算は、店主が横で相談に乗ります。",
                "industry commerce",
                (8, 12),
                "place know-how",
                41,
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
            seed(
                "一人暮らしの高齢の方を電気の使い方で見守ります",
                "電気の使い方のゆらぎから、いつもと違う朝に気づき、家族や診療所に知らせます。カメラもマイクも使わず、本人の負担に"
                "なりません。孤立が心配な方の家に、三か月は無料で置けます。",
                "digitalisation elderly medical",
                (3, 9),
                "technology goods",
                14,
            ),
            need(
                "見守りの道具を試させてくれる診療所や福祉施設",
                "電気の使い方のゆらぎから、いつもと違う朝に気づく仕組みを作りました。高齢の方の暮らしに本当に役立つか、"
                "医療や介護の専門家と確かめたいです。費用は当社が持ち、データの扱いは話し合って決めます。",
                "digitalisation elderly medical",
                (3, 9),
                "place know-how",
                30,
                accepts="medical-welfare",
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
                "商店街の倉庫とアーケードの屋根をお使いください",
                "日当たりのよい平らな屋根が、合わせて九百平方メートルあります。太陽光パネルを載せて、夏の朝市の冷蔵庫や、停電のときの"
                "明かりに使えたらと話しています。工事をしてくださる会社と、貸す約束の形から相談したいです。",
                "energy commerce",
                (7, 13),
                "place",
                23,
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
]
