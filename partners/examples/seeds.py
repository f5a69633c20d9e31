"""What partners of each type could offer. All invented."""

from partners.examples.shapes import Words, Worked, worked

SEED_BODY = Words(
    "できること：〔何を、どのくらい〕\n"
    "こんな方に：〔だれの、どんな困りごとに〕\n"
    "これまでの例：〔あれば一つ〕\n"
    "条件：〔費用・時間・場所〕\n"
    "はじめの一歩：〔見学・電話・試しに一回など〕",
    "What we can do: 〔what, how much〕\n"
    "For whom: 〔who has which problem〕\n"
    "An example so far: 〔one, if there is any〕\n"
    "Conditions: 〔cost, time, place〕\n"
    "A first step: 〔a visit, a call, one trial〕",
)

SEEDS: dict[str, Worked] = {
    "company": worked(
        (
            "平日の会議室を地域の集まりに無料で貸します",
            "Our meeting room is free for local groups on weekdays",
        ),
        (
            (
                "国道沿いの工場の二階に、40人が入る会議室があります。平日の午後五時までは使って"
                "いません。子育ての集まりや習いごと、打ち合わせにお使いください。スクリーンと駐"
                "車場15台分があります。初めての方には一度見に来ていただき、鍵の受け渡しをご説明"
                "します。"
            ),
            (
                "On the upper floor of our factory is a meeting room for 40 people that nobody "
                "uses until 5 p.m. on weekdays. Parents' groups, classes and meetings are "
                "welcome. There is a screen, and parking for 15 cars. Please come once to see "
                "it and to learn about the key."
            ),
        ),
        (
            "〔場所・技術・もの〕を〔だれ〕に提供できます",
            "We can offer 〔place, skill or things〕 to 〔whom〕",
        ),
        (
            "わたしたちは〔業種〕の会社です。",
            "We are a company in 〔line of business〕.",
        ),
    ),
    "sole-proprietor": worked(
        (
            "古い着物をかばんに仕立て直します",
            "I turn old kimonos into bags",
        ),
        (
            (
                "自宅の工房で裁縫の仕事をしています。たんすに眠っている着物を、ふだん使いのかば"
                "んや小物に仕立て直せます。催しの記念品を20個ほどまとめてつくったこともあります。"
                "教室の講師としても、10人までなら道具を持ってうかがいます。"
            ),
            (
                "I sew in my workshop at home. Kimonos that nobody wears become bags and small "
                "things for every day. I have made 20 souvenirs for an event. I also come and "
                "teach, with tools for ten people."
            ),
        ),
        (
            "〔技や商品〕で〔だれ〕の役に立ちます",
            "With 〔skill or product〕 I can help 〔whom〕",
        ),
        (
            "〔まちのどこ〕で〔何のお店・仕事〕をしています。",
            "I run 〔what kind of shop or work〕 in 〔where〕.",
        ),
    ),
    "npo": worked(
        (
            "外国から来た方の手続きに付き添います",
            "We go along with newcomers from abroad to offices",
        ),
        (
            (
                "やさしい日本語と五つのことばで、役所や病院、学校の手続きに付き添う会です。会社"
                "や学校からの相談も受けています。昨年は60回付き添いました。交通費だけいただいて"
                "います。はじめは電話で三十分ほどお話をうかがいます。"
            ),
            (
                "In plain Japanese and five other languages we go along to town halls, "
                "hospitals and schools. Companies and schools may ask us too. Last year we did "
                "so 60 times. We ask for the fare only. First we talk for half an hour by "
                "telephone."
            ),
        ),
        (
            "〔だれ〕のために〔できること〕をします",
            "We can 〔do what〕 for 〔whom〕",
        ),
        (
            "〔どこ〕で〔だれのため〕の活動をしている団体です。",
            "We are a group that works for 〔whom〕 in 〔where〕.",
        ),
    ),
    "neighbourhood": worked(
        (
            "地区の祭りで出店や発表の場を用意します",
            "A place for stalls and shows at our festival",
        ),
        (
            (
                "毎年八月、三つの町内で夏祭りを開き、延べ800人が集まります。高校生の研究発表や、"
                "会社の試作品のお披露目など、地域の人に見てもらいたいことがあれば、机と電源のあ"
                "る場所を用意します。片付けだけ手伝ってください。"
            ),
            (
                "Every August three neighbourhoods hold a festival with 800 visitors. If you "
                "have something to show to local people – research of pupils, a prototype of a "
                "company – we give you a table and electricity. We only ask you to help "
                "clearing up."
            ),
        ),
        (
            "〔行事や場所〕で〔できること〕の場を用意します",
            "A place for 〔what〕 at 〔event or place〕",
        ),
        (
            "〔地区の名前〕の〔世帯の数〕世帯の自治会です。",
            "We are the association of 〔area〕, 〔number〕 households.",
        ),
    ),
    "university": worked(
        (
            "店や団体の数字を学生といっしょに読み解きます",
            "Students help you read your figures",
        ),
        (
            (
                "統計を学ぶゼミです。来客の記録や売上、アンケートを学生が整理し、グラフにして一"
                "緒に考えます。期間は前期・後期の四か月で、一度に三件まで。費用はかかりません。"
                "個人の名前などは取り除いたものをお預かりし、守る約束を書面で交わします。"
            ),
            (
                "In our seminar students learn statistics. They put your records of visitors, "
                "sales or answers in order, draw charts and think them over with you. It takes "
                "four months; three cases at a time, at no cost. We take data without names, "
                "and promise in writing to keep it safe."
            ),
        ),
        (
            "〔知識や設備〕で〔だれ〕の課題を手伝います",
            "With 〔knowledge or equipment〕 we help 〔whom〕",
        ),
        (
            "〔分野〕の研究をしている〔学部・研究室〕です。",
            "We are 〔department or laboratory〕 and study 〔subject〕.",
        ),
    ),
    "school": worked(
        (
            "吹奏楽部が地域の催しで演奏します",
            "Our school band plays at local events",
        ),
        (
            (
                "部員32人の高校の吹奏楽部です。福祉施設や商店街の催しで、30分ほどの演奏ができま"
                "す。楽器を運ぶ車と、雨をしのげる場所をお願いします。日曜の午前が動きやすいです。"
                "二か月前までにご相談ください。"
            ),
            (
                "We are a school band of 32. We can play for half an hour at homes and in "
                "shopping streets. We need a vehicle for the instruments and shelter from rain. "
                "Sunday mornings suit us. Please ask two months before."
            ),
        ),
        (
            "〔生徒ができること〕で地域の〔行事〕に参加します",
            "Our pupils can 〔do what〕 at 〔event〕",
        ),
        (
            "〔学年・人数〕が〔学んでいること〕に取り組んでいます。",
            "〔Year and number of pupils〕 study 〔what〕.",
        ),
    ),
    "economic-organisation": worked(
        (
            "会員120社に取り組みを紹介します",
            "We tell our 120 member companies about you",
        ),
        (
            (
                "毎月の会報と朝の勉強会で、地域のための取り組みを紹介しています。協力者をさがし"
                "ている団体や学校の方は、十分ほど話してみませんか。原稿の書き方からお手伝いしま"
                "す。会員への直接の取り次ぎは、内容をうかがってから事務局が行います。"
            ),
            (
                "In our monthly letter and at a breakfast meeting we present what is done for "
                "the area. Groups and schools that look for partners may speak for ten minutes. "
                "We help with the text. Our office passes you on to members once we know what "
                "you need."
            ),
        ),
        (
            "会員〔数〕社に〔できること〕を取り次ぎます",
            "We pass on 〔what〕 to our 〔number〕 members",
        ),
        (
            "〔会員の数と業種〕が加わる団体です。",
            "We are an organisation of 〔number and kind〕 members.",
        ),
    ),
    "financial": worked(
        (
            "お金の授業を出前します",
            "Lessons about money, at your place",
        ),
        (
            (
                "小学生から社会人まで、暮らしのお金の話を職員がお届けします。一回45分、教材はこ"
                "ちらで用意します。商品の案内はしません。学校、子ども会、外国から来た方の集まり"
                "など、五人から受け付けます。平日の日中がうかがいやすいです。"
            ),
            (
                "Our staff come and speak about money in daily life, to children and adults, "
                "for 45 minutes. We bring the material and advertise nothing. Schools, "
                "children's groups and newcomers from abroad are welcome, from five people on. "
                "Weekdays suit us best."
            ),
        ),
        (
            "〔知識や場所〕で〔だれ〕を支えます",
            "With 〔knowledge or place〕 we support 〔whom〕",
        ),
        (
            "〔地域〕のお客さまを支える金融機関です。",
            "We are a financial institution for 〔area〕.",
        ),
    ),
    "medical-welfare": worked(
        (
            "職場や地域で健康の測定会を開きます",
            "A check of your health at work or in your area",
        ),
        (
            (
                "看護師と理学療法士が、血圧や握力、歩く速さを測り、一人ずつお話しします。30人ま"
                "で、二時間ほどです。結果はご本人だけにお渡しします。会社の安全の日や、自治会の"
                "集まりに合わせてうかがいます。費用は材料費のみです。"
            ),
            (
                "A nurse and a physiotherapist measure blood pressure, grip and pace, and speak "
                "with everybody: up to 30 people in two hours. The results go to the person "
                "alone. We come to companies and neighbourhoods. You pay for material only."
            ),
        ),
        (
            "〔専門の知識や設備〕で〔だれ〕の健康や暮らしを支えます",
            "With 〔skill or equipment〕 we support 〔whom〕",
        ),
        (
            "〔利用する方と定員〕の施設です。",
            "We are a home or clinic for 〔whom, how many〕.",
        ),
    ),
    "primary-industry-body": worked(
        (
            "形のそろわない野菜を安くお分けします",
            "Vegetables of odd shape at a low price",
        ),
        (
            (
                "曲がったキュウリ、小さなジャガイモなど、味は同じでも店に出せない野菜が週に100キ"
                "ロほど出ます。食堂、加工品をつくる方、子ども食堂にお分けします。水曜の朝に集荷"
                "場でお渡しします。量は前の週にお知らせします。"
            ),
            (
                "Crooked cucumbers, small potatoes: every week about 100 kg taste as good as "
                "any but cannot go to the shops. Kitchens, makers of preserves and children's "
                "canteens may have them. We hand them out on Wednesday mornings and say a week "
                "before how much there will be."
            ),
        ),
        (
            "〔産物や体験〕を〔だれ〕に提供できます",
            "We can offer 〔produce or experience〕 to 〔whom〕",
        ),
        (
            "〔作物・魚種など〕をつくる〔人数〕の団体です。",
            "We are 〔number〕 producers of 〔what〕.",
        ),
    ),
    "administration": worked(
        (
            "公民館の調理室を試作に使えます",
            "A public kitchen for trying out recipes",
        ),
        (
            (
                "地域の産物で商品をつくりたい方に、公民館の調理室をお貸しします。平日の午前、十"
                "人まで。衛生の決まりは職員がはじめにご説明します。保健所への相談の進め方も一緒"
                "に確かめます。予約は窓口かお電話でお願いします。"
            ),
            (
                "Who wants to make something of local produce may use the kitchen of our "
                "community centre, on weekday mornings, up to ten people. We explain the rules "
                "of hygiene first and go through what the health office will ask. Please book "
                "at the counter or by telephone."
            ),
        ),
        (
            "〔施設・制度・情報〕を〔だれ〕に開きます",
            "We open 〔building, programme or data〕 to 〔whom〕",
        ),
        (
            "〔課の名前〕です。〔どんな課題か〕に取り組んでいます。",
            "We are 〔section〕 and work on 〔problem〕.",
        ),
    ),
    "citizen": worked(
        (
            "昔の写真を見ながらまちの話をします",
            "I tell about the town with old photographs",
        ),
        (
            (
                "70年この町に住んでいます。商店街や川の様子を写した昭和の写真が300枚ほどあり、見"
                "ながらお話しできます。小学校の授業やお茶の会によんでください。写真の貸し出しも"
                "いたします。話を書き残してくれる若い方がいれば、なおうれしいです。"
            ),
            (
                "I have lived here for 70 years and have 300 photographs of the streets and the "
                "river as they were. I can show them and tell about them at schools and tea "
                "meetings, and lend them. I would be glad of a young person who writes it down."
            ),
        ),
        (
            "〔得意なこと〕で〔だれ〕の役に立ちます",
            "With 〔what I am good at〕 I can help 〔whom〕",
        ),
        (
            "〔どこ〕に住んでいます。〔いつから、何を〕しています。",
            "I live in 〔where〕. Since 〔when〕 I have been 〔doing what〕.",
        ),
    ),
    "other": worked(
        (
            "催しの写真を撮って記事にします",
            "We take photographs of events and write about them",
        ),
        (
            (
                "地域の出来事を伝える編集の集まりです。催しや活動の写真を撮り、短い記事にしてお"
                "渡しします。広報や報告書に自由にお使いください。市内なら交通費だけでうかがいま"
                "す。写る方の同意の取り方も一緒に考えます。"
            ),
            (
                "We are editors who tell what happens here. We photograph your event and write "
                "a short article that you may use freely. Within the city you pay the fare "
                "only. We also help to ask those who are in the pictures."
            ),
        ),
        (
            "〔できること〕で〔だれ〕の役に立ちます",
            "With 〔what we can do〕 we help 〔whom〕",
        ),
        (
            "〔どんな集まりか〕です。",
            "We are 〔what kind of group〕.",
        ),
    ),
}
