"""What Kakegawa seeks partners for, and what was proposed. People and numbers are invented."""

from tomoni.portal.demo.shapes import ALL_GOALS, DemoChallenge, DemoProposal

CHALLENGES = [
    DemoChallenge(
        key="exchange",
        title="SDGsパートナー交流会から、つながりの芽を育てる仲間を募集します",
        wish=(
            "登録パートナーが顔を合わせ、「足りないもの」と「できること」を語り合える場をつくりたい。"
            "その場で無理に組み合わせを決めるのではなく、対話の中から共通の関心を見つけ、"
            "続けたい人が自分の足で次の一歩を踏み出せるまちをめざします。"
        ),
        background=(
            "登録パートナーは年々増えていますが、名簿に名前が並ぶだけで、互いの活動を知る機会が"
            "多くありません。\n"
            "「声をかけたいが、きっかけがない」「困りごとを出してよい場がない」という声が、"
            "パートナーへの聞き取りで最も多く聞かれました。\n"
            "青年会議所の若い経営者と市が力を合わせ、七つのテーマで語り合う交流会を開きます。"
        ),
        project_name="かけがわSDGsパートナー交流会",
        content=(
            "七つのテーマのテーブルに分かれ、一時間半の対話を行います。\n"
            "各テーブルには、テーマにくわしいアドバイザーと、青年会議所のファシリテーターが入ります。\n"
            "対話の終わりに、テーブルごとに「共通の関心点」「つながりの芽」「次の一歩（任意）」を"
            "一枚の紙に書きとめます。\n"
            "交流会のあと、続けたい方には、市と青年会議所が三か月のあいだ連絡役として付き添います。"
        ),
        sub_themes=[
            "空き家",
            "農産物・茶",
            "脱炭素・循環",
            "食と循環",
            "子育て・教育",
            "医療・福祉",
            "デジタル・メタバース",
        ],
        outcomes=(
            "参加したパートナーの半数以上が、新しい相手と一つ以上の「つながりの芽」を持ち帰ること。\n"
            "三か月後に、五つ以上の取り組みが何らかの形で続いていること。\n"
            "このサイトでの検索、登録、候補の閲覧が、開催前より増えること。"
        ),
        offered=(
            "会場と備品、当日の進行、参加者への案内は市と青年会議所が用意します。\n"
            "交流会で生まれた取り組みは、市の広報とこのサイトで紹介します。\n"
            "続けたい方には、関係する課の担当者をお引き合わせします。"
        ),
        advisers=(
            "テーブルごとに一名、テーマにくわしい方をアドバイザーとして募集します。\n"
            "話の途中で行きづまったときに、事例や制度を一言そえてくださる役目です。"
            "事前の打ち合わせ（一時間）と、当日の二時間半にご協力ください。"
        ),
        remarks=(
            "一つの会社・団体から二名まで参加できます。手話通訳、託児、車いすの席が必要な方は、"
            "参加申込のときにお知らせください。"
        ),
        contacts=[
            ("企画課 共創推進係", "見本 すすむ", "0537-00-0001", "kyoso@example.jp"),
            ("産業振興課", "例田 みのり", "0537-00-0002", "sangyo@example.jp"),
            ("かけがわ見本青年会議所 事務局", "青井 つどい", "0537-00-0150", "jc@example.jp"),
        ],
        category="exchange",
        fields=(
            "regional-revitalisation industry employment health-welfare elderly environment "
            "tourism digitalisation"
        ),
        related=ALL_GOALS,
        offers="place network people",
        seeks="people know-how network",
        opened=12,
        closes=18,
        questions=[
            (
                "soramachi-lab",
                "市外の会社も、テーブルのアドバイザーに応募できますか。",
                "はい、できます。掛川市で活動する予定を提案に書いてください。",
            ),
            ("hidamari-kai", "当日、足の悪い社員のために席を近くしてもらえますか。", ""),
        ],
    ),
    DemoChallenge(
        key="mobility",
        title="坂の上の団地で、買い物と通院の足をいっしょに作りませんか",
        wish="車を手放しても、店と診療所に自分で行ける暮らしを、地区の人と事業者の力で続けられるようにしたい。",
        background=(
            "市内の三つの団地では、路線バスが一日三本まで減りました。\n"
            "高齢の方の四割が「週に一度しか外に出ない」と答えています。"
            "一方で、福祉施設の送迎車や会社の車は、昼間に多くが止まっています。"
        ),
        project_name="昼間の空いている車で動くまち実験",
        content=(
            "一つの団地で三か月、週に二日、空いている車と運転手で乗り合いを試します。\n"
            "呼び出しの方法、行き先の店との協力、けがや事故への備えを、参加する皆さんと決めます。"
        ),
        outcomes="延べ三百人が乗り、続けるために必要な費用と役割分担が数字で分かること。",
        offered="地区の調整、保険の費用、利用者への説明会、乗り合いの記録の整理を市が受け持ちます。",
        contacts=[
            ("企画課 共創推進係", "見本 すすむ", "0537-00-0001", "kyoso@example.jp"),
            ("長寿推進課", "手本 やすこ", "0537-00-0004", "choju@example.jp"),
        ],
        category="demonstration",
        fields="transport elderly health-welfare",
        goals=(11, 3),
        related=(10,),
        offers="data funds network",
        seeks="goods people technology",
        changed=("expected_outcomes", "延べ百人が乗り、続けるために必要な費用が分かること。"),
        opened=20,
        closes=25,
    ),
    DemoChallenge(
        key="library",
        title="図書館の夜を、まちのみんなの居間にする",
        wish="閉館後の図書館を、勉強も、相談も、手しごともできる場所にしたい。",
        background="夕方以降に過ごせる場所が少ないという声が、高校生からも高齢の方からも届いています。",
        project_name="夜の図書館",
        content="週に二晩、閉館後の一階を開け、使い方そのものを参加する人と決めていきます。",
        outcomes="半年で延べ千人が訪れ、参加した人が運営の役を持つようになること。",
        offered="図書館の一階、光熱費、広報を市が受け持ちます。",
        contacts=[("企画課 共創推進係", "見本 すすむ", "0537-00-0001", "kyoso@example.jp")],
        category="exchange",
        fields="education childcare elderly",
        goals=(4, 11),
        related=(1, 2, 3, 5, 8, 10, 12, 13),
        sub_themes=["学ぶ", "相談する", "つくる", "見守る", "伝える"],
        offers="place",
        seeks="people know-how",
        opened=18,
        closes=9,
    ),
    DemoChallenge(
        key="compost",
        title="台所と茶畑をつなぐ、生ごみの小さな循環づくり",
        wish="燃やすごみの四割を占める生ごみを、地域の土に返す道を、無理なく続けられる形で作りたい。",
        background=(
            "市民一人あたりのごみの量を減らす取り組みは進んできましたが、生ごみの水分が残された課題です。\n"
            "茶工場や食堂、学校給食からも、まとまった量が出ています。"
        ),
        project_name="かけがわ土に返すプロジェクト",
        content="三つの学校と二十の店から生ごみを集め、堆肥にして農家に届け、できた野菜を給食と店で使います。",
        outcomes="一年で生ごみを三十トン減らし、参加した子どもの八割が分け方を家族に説明できること。",
        offered="集める場所、容器の一部、学校との調整、広報を市が受け持ちます。",
        contacts=[("環境政策課", "例田 みどり", "0537-00-0003", "kankyo@example.jp")],
        category="demonstration",
        fields="circular-economy environment agriculture",
        goals=(12, 2),
        related=(13, 15),
        offers="place network",
        seeks="technology goods",
        opened=120,
        closes=-60,
        state="decided",
        result=(
            "二件の提案のうち一件とすすめます。\n\n"
            "- 三校と二十の店という規模に、無理のない段取りで応えていたこと\n"
            "- できた野菜が給食に戻るところまで書かれていたこと\n\n"
            "が決め手でした。四月に一校から始めます。"
        ),
    ),
    DemoChallenge(
        key="roofs",
        title="公共施設の屋根で、災害のときに近所が使える電気をつくる",
        wish="停電の夜にも、歩いて行ける場所に明かりと充電がある地区をふやしたい。",
        background="市の体育館や公民館のうち、太陽光の設備があるのはまだ二割です。台風のたびに停電が心配されています。",
        project_name="あかりの屋根プロジェクト",
        content="五つの施設で屋根を貸し、設備を作って動かす事業者と、使い方を決める自治会をつなぎます。",
        outcomes="二年のうちに五か所で設備が動き、年に一度の防災訓練で近所の人が使い方を確かめていること。",
        offered="屋根と図面、構造の診断の結果、自治会との話し合いの場を用意します。",
        contacts=[("環境政策課", "例田 みどり", "0537-00-0003", "kankyo@example.jp")],
        category="business",
        fields="energy disaster-prevention",
        goals=(7, 13, 11),
        offers="place data",
        seeks="technology funds",
        mode="contract",
        opens=14,
        closes=60,
        state="scheduled",
    ),
]

PROPOSALS = [
    DemoProposal(
        challenge="exchange",
        partner="midorizaka-seicha",
        title="交流会の席で、茶をいれながら話せるテーブルを受け持ちます",
        summary=(
            "「農産物・茶」のテーブルに、茶葉三種と急須を持って伺います。手を動かしながら話すと、"
            "初対面の方とも会話が続きます。茶殻の使い道を考える題材としても役立ててください。"
        ),
        plan="事前の打ち合わせに加わり、当日は茶をいれる係二名を出します。終わったあとの茶殻は持ち帰り、試作に使います。",
        brings="茶葉と道具一式、社員二名、茶工場の見学の機会。",
        needs="お湯を沸かせる電源を一か所お願いします。",
        schedule="打ち合わせは夕方以降であれば、いつでも伺えます。",
        cost="茶葉と人件費は当社が負担します。",
        goals=(12, 17),
        fields="agriculture regional-revitalisation",
        days=6,
        state="screening",
    ),
    DemoProposal(
        challenge="exchange",
        partner="soramachi-lab",
        title="会場に来られない人も入れる、もう一つのテーブル",
        summary="子育てや介護で家を離れられない方が、メタバースの会場から対話に加われるようにします。",
        plan="会場の七つのテーブルを写した空間を用意し、当日は二名の係が音声をつなぎます。前の週に練習会を開きます。",
        brings="空間の制作、機材八台、当日の係二名。",
        goals=(9, 10),
        fields="digitalisation childcare",
        days=2,
    ),
    DemoProposal(
        challenge="exchange",
        partner="tomi-no-sato",
        title="食と子育てのテーブルを、三者で受け持ちます",
        summary="畑と台所と子育ての三者が、同じテーブルで続けて話せる場を受け持ちます。",
        plan="前半は畑の話と軽食、後半は子どもと一緒の茶摘み遊び。終わりに次の一歩を一つ書き残します。",
        brings="野菜と米、進行役一名。",
        goals=(2, 4),
        fields="agriculture childcare",
        days=3,
    ),
    DemoProposal(
        challenge="mobility",
        partner="hidamari-kai",
        title="デイサービスの送迎車で、週に二日の乗り合いを動かします",
        summary="十時から十五時まで空いている車二台と運転手を出し、団地と商店街、診療所を結びます。",
        plan="はじめの一か月は電話で予約を受け、乗り方に慣れてもらいます。二か月目から時刻を決めて回ります。",
        brings="車いすのまま乗れる車を含む二台、運転手三名、高齢の方の乗り降りを手伝う経験。",
        needs="保険の費用と、道路の使用についての調整をお願いします。",
        schedule="来春の開始をめざし、準備に二か月かかります。",
        cost="燃料代は利用者と商店会で分け合う案を考えています。",
        goals=(11, 3),
        fields="transport elderly",
        days=9,
        state="screening",
    ),
    DemoProposal(
        challenge="mobility",
        partner="tsunagu-densan",
        title="電話一本で呼べる、文字の大きな配車の道具",
        summary="かかってきた電話を自動で聞き取り、運転手の画面に行き先と時刻を大きな文字で出します。",
        plan="二週間で試作し、団地の集会所で使い心地を聞きながら直します。三か月分の記録は表にしてお渡しします。",
        brings="開発者二名、端末五台、実験の間の保守。",
        goals=(9, 11),
        fields="digitalisation transport",
        days=3,
    ),
    DemoProposal(
        challenge="compost",
        partner="meguru-taihi",
        title="九十日で土に返し、給食の野菜として戻します",
        summary="学校と店の生ごみを週に二回集め、当社の設備で堆肥にして、契約した農家三戸に届けます。",
        plan="一学期に一校から始め、分け方の授業を全学年で行います。二学期から三校と二十店に広げます。",
        brings="回収車、ふた付きの容器百個、堆肥の成分の分析、子ども向けの見学。",
        schedule="四月に開始し、毎月の量を公開します。",
        cost="回収の費用のうち半分を当社が、残りを参加する店が受け持ちます。",
        goals=(12, 2),
        fields="circular-economy agriculture",
        days=80,
        confidentiality="public",
        state="accepted",
        decided=52,
        decision=(
            "ご提案ありがとうございました。一校から始めて広げる進め方と、量を公開する姿勢を高く評価しました。"
            "環境政策課の例田が、二週間以内にご連絡します。最初の打ち合わせでは、学校との日程を決めたいと"
            "考えています。"
        ),
    ),
    DemoProposal(
        challenge="compost",
        partner="toen-energy",
        title="生ごみからガスを取り出し、電気をつくる設備の建設",
        summary="発酵の設備を新しく建て、生ごみから取り出したガスで二百世帯分の電気をまかなう計画です。",
        plan="三年で用地の選定、設計、建設を行い、四年目から運転します。",
        brings="発電所の建設と運営の経験、市民からの出資を集める仕組み。",
        needs="用地二千平方メートルと、生ごみの長期の供給の約束。",
        cost="建設費は六億円ほどで、国の補助を見込みます。",
        goals=(7, 13),
        fields="energy circular-economy",
        days=75,
        confidentiality="city",
        state="declined",
        decided=50,
        ground=1,
        decision=(
            "脱炭素の視点からの力強いご提案をありがとうございました。今回は一年で始められる小さな循環を"
            "募集しており、用地と建設費の見通しが立たないため、見送りといたします。屋根での発電の募集を"
            "近く始めますので、そちらでのご提案をぜひご検討ください。"
        ),
    ),
]
