"""The companies of Kanazawa. Names of people and organisations are invented."""

from tomoni.portal.demo.shapes import ALL_GOALS, DemoPartner, need, seed

PARTNERS = [
    DemoPartner(
        slug="meguri-pc",
        name="めぐりパソコン工房株式会社",
        kana="メグリパソコンコウボウ",
        type="company",
        sector="information",
        owner="再田 いかす",
        description=(
            "会社や家庭で使われなくなったパソコンを、データを確実に消したうえで再生しています。"
            "再生した機械は、子どもたちのIT教室や団体の活動に役立てています。"
        ),
        declaration="眠っているパソコンを、毎年千台、子どもの道具に変えます。",
        goals=(12, 4),
        related=(9, 10),
        visions=(1, 2),
        fields="circular-economy education digitalisation",
        days=500,
        phone="076-000-0101",
        listings=[
            need(
                "子どものIT教室を市内のすべての校区に広げたい",
                "再生したパソコンで、分解と組み立てから始める教室を三つの校区で開いてきました。定員の三倍の申し込みがあり、"
                "公民館や児童館を貸してくださる方、月に一度教えてくださる学生や技術者を求めています。教材と機械は当社が出します。",
                "education childcare digitalisation",
                (4, 10),
                "people place",
                10,
                areas="kanazawa",
                visions=(2,),
            ),
            need(
                "会社に眠る古いパソコンを譲ってください",
                "五台から引き取りに伺い、データを消した証明書をお渡しします。年式が十年以内なら、壊れていても部品になります。"
                "入れ替えの時期を事前に知らせてくださる会社、金融機関、学校とお付き合いしたいです。",
                "circular-economy digitalisation",
                (12,),
                "goods",
                38,
            ),
            seed(
                "再生パソコンを団体や家庭に一年間お貸しします",
                "学びに使う目的なら、夜間の教室や、ひとり親家庭、市民団体に無料です。初期の設定と使い方の講習、故障のときの交換まで"
                "引き受けます。作業所のみなさんと分解や清掃を分け合う形も歓迎します。",
                "digitalisation childcare disability",
                (10, 4),
                "goods technology",
                60,
            ),
        ],
    ),
    DemoPartner(
        slug="yuragi-urushi",
        name="漆工房ゆらぎ",
        kana="ウルシコウボウユラギ",
        type="sole-proprietor",
        sector="manufacturing",
        owner="塗師 しずか",
        description=(
            "椀や箸を塗る、二人の小さな工房です。割れた器を直す金継ぎの教室を月に四回開いています。"
            "漆の木を植える活動にも加わりました。"
        ),
        goals=(12, 8),
        visions=(0, 4),
        fields="culture-sports industry",
        days=260,
        listings=[
            seed(
                "壊れた器を直す金継ぎの教室を出張で開きます",
                "道具一式を持って、会社の集まりや宿、学校へ伺います。直して使う楽しさを通して、物を大切にする話もします。二時間で"
                "一つ仕上がる方法があり、手がかぶれにくい材料を使います。十二名まで。",
                "culture-sports education",
                (12, 4),
                "know-how people",
                23,
            ),
            need(
                "海外の方に工房の仕事を伝える文章と写真",
                "注文の半分が海外からになりましたが、漆の扱いや直し方を英語で正しく説明できません。写真を撮り、短い文章を作って"
                "くださる方、または学生のみなさんの授業の題材にしてくださる学校をさがしています。",
                "culture-sports tourism",
                (8,),
                "people know-how",
                72,
            ),
        ],
    ),
    DemoPartner(
        slug="yukiakari-ryokan",
        name="株式会社雪あかり旅館",
        kana="ユキアカリリョカン",
        type="company",
        sector="hospitality",
        owner="宿木 ゆき",
        description=(
            "町家を直した三十二室の宿です。地元の食材を使い、食べ残しを量って減らす取り組みを、"
            "調理場と客室係がいっしょに三年続けています。"
        ),
        goals=(12, 8, 11),
        visions=(0, 1),
        fields="tourism circular-economy",
        days=220,
        phone="076-000-0104",
        listings=[
            need(
                "朝食の残りを減らす知恵と引き取り先",
                "取り放題の朝食で、一日に十八キロが残ります。量の見込みを立てる仕組みや、生ごみを資源にしてくださる会社、余った"
                "食材を夕方に使ってくださる団体と話したいです。三年分の記録があり、数字で効果を確かめられます。",
                "circular-economy tourism",
                (12, 2),
                "technology network",
                12,
            ),
            seed(
                "空いている平日の客室を学びと仕事の場に",
                "一月から三月の平日は、半分の部屋が空いています。団体の合宿、研究の集まり、子育て中の方の短い休息などに、"
                "素泊まりと会議室を三割引でお使いください。畳の広間は五十名まで入れます。",
                "tourism employment",
                (8, 11),
                "place",
                40,
            ),
        ],
    ),
    DemoPartner(
        slug="hokusetsu-shinkin",
        name="北雪信用金庫",
        kana="ホクセツシンヨウキンコ",
        type="financial",
        sector="finance",
        owner="貝原 かぞえ",
        description=(
            "地域の中小企業と歩む信用金庫です。全十九店が地域の相談窓口となり、"
            "創業塾と販路の紹介、職員による社会貢献の時間を設けています。"
        ),
        goals=(8, 17),
        visions=(4,),
        fields="industry commerce",
        days=480,
        listings=[
            seed(
                "創業塾の卒業生と新しい会社を応援します",
                "半年の創業塾を十二年続け、百八十名が店や会社を始めました。卒業生どうしの紹介、専門家の無料相談、最初の"
                "資金の組み立てをお手伝いします。工芸、飲食、ITの方が多く集まっています。",
                "industry employment",
                (8, 9),
                "funds network",
                31,
            ),
            seed(
                "入れ替えで使わなくなるパソコン二百台をお譲りします",
                "来春、全店の職員用パソコンを入れ替えます。処分するのではなく、データを確実に消したうえで、子どもの学びや夜の教室、"
                "市民団体の活動に役立ててくださる先へ、まとめてお譲りしたいです。消去の証明がいただけることが条件です。",
                "circular-economy digitalisation",
                (12, 4),
                "goods",
                17,
            ),
        ],
    ),
    DemoPartner(
        slug="kamome-suisan",
        name="かもめ水産株式会社",
        kana="カモメスイサン",
        type="company",
        sector="fisheries",
        owner="磯野 うみか",
        description=(
            "定置網と小さな加工場を営む水産会社です。名前の知られていない魚のおいしさを広めようと、"
            "朝の網おこしの見学や、さばき方の教室を開いています。"
        ),
        goals=(14, 12),
        visions=(1,),
        fields="agriculture education",
        days=180,
        listings=[
            need(
                "市場に出ない魚を使ってくれる料理人や食堂",
                "小さい、数がそろわない、名前が知られていない。それだけで、網に入った魚の一割が値段になりません。味は確かです。"
                "朝に獲れた魚を昼までに届けますので、宿、食堂、給食で試してくださる方を求めています。",
                "agriculture tourism",
                (14, 12),
                "network",
                20,
            ),
            seed(
                "漁師が学校へ出向いて魚をさばきます",
                "生きた魚を持って伺い、海の変化の話をしたあと、全員が一匹をさばいて味わいます。海のごみの実物も見せます。"
                "小学四年生から大人まで、三十名までの教室を年に二十回ほど行っています。",
                "education agriculture",
                (14, 4),
                "people know-how",
                58,
            ),
        ],
    ),
    DemoPartner(
        slug="fuyuao-reform",
        name="冬青ハウス株式会社",
        kana="ソヨゴハウス",
        type="company",
        sector="construction",
        owner="冬木 ぬくみ",
        description=(
            "雪国の家を暖かく直す工務店です。窓と床下の断熱を専門に、年間百二十軒を手がけます。"
            "工事の前後で室温を測り、結果を公開しています。"
        ),
        goals=(13, 11, 7),
        visions=(1,),
        fields="housing energy",
        days=140,
        listings=[
            seed(
                "窓から始める断熱の教室と簡易診断",
                "部屋の温度を映すカメラで寒さの入り口を見つけ、材料費五千円からできる工夫を教えます。町会の集まりや学校で、子どもたちと"
                "教室の窓を直したこともあります。電気代がいくら減るかも、その場で計算します。",
                "energy housing",
                (13, 7),
                "technology know-how",
                19,
            ),
            need(
                "効果を見せるために直させてくれる町家",
                "断熱で町家がどれほど暖かくなるかを、冬のあいだ公開したいです。人が集まれる町家を使う団体や宿をお持ちの方、測ったデータを"
                "分析してくださる研究者と組み、工事費の七割は当社と補助金でまかないます。",
                "housing energy tourism",
                (13, 11),
                "place data",
                50,
            ),
        ],
    ),
    DemoPartner(
        slug="tsumugi-ad",
        name="つむぎ広告舎",
        kana="ツムギコウコクシャ",
        type="company",
        sector="other-services",
        owner="綴 ことは",
        description=(
            "チラシ、動画、催しの企画を手がける広告会社です。社会に役立つ活動の広報を、"
            "分野を問わず、費用を抑えてお引き受けしています。"
        ),
        goals=(17, 8, 12),
        related=tuple(goal for goal in ALL_GOALS if goal not in (17, 8, 12)),
        fields="regional-revitalisation commerce",
        days=110,
        listings=[
            seed(
                "すべての取り組みの広報をお手伝いします",
                "チラシのデザイン、動画の撮影、記者への案内文、催しの司会まで、ひとつながりで引き受けます。市民団体の方には割引が"
                "あります。伝えたいことがまだ固まっていない段階から、いっしょに言葉をさがします。",
                "regional-revitalisation culture-sports",
                (17, 8, 12),
                "network know-how",
                65,
                related=tuple(goal for goal in ALL_GOALS if goal not in (17, 8, 12)),
            ),
        ],
    ),
]
