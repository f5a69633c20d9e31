"""What partners of each type could lack. All invented."""

from partners.examples.shapes import Words, Worked, worked

NEED_BODY = Words(
    "困っていること：〔何が、いつごろから、どのくらい〕\n"
    "いっしょにやりたいこと：〔どうなったらうれしいか〕\n"
    "こちらで用意できるもの：〔場所・人・材料・予算など〕\n"
    "相手にお願いしたいこと：〔どんな方に、何を〕\n"
    "時期：〔いつから、いつまで〕",
    "What is the matter: 〔what, since when, how much〕\n"
    "What we would like to do together: 〔what would be good〕\n"
    "What we can bring: 〔place, people, material, budget〕\n"
    "What we ask of you: 〔of whom, and what〕\n"
    "When: 〔from when, until when〕",
)

NEEDS: dict[str, Worked] = {
    "company": worked(
        (
            "工場で余る木の端材を使ってくれる相手をさがしています",
            "Looking for a use for the wood offcuts of our factory",
        ),
        (
            (
                "家具の部品をつくる会社です。長さ30センチほどのヒノキの端材が、毎月およそ200キロ"
                "出ます。いまはお金を払って処分していますが、木のおもちゃや工作教室、まきなど、"
                "もう一度使ってもらえたらと考えています。市内ならお届けします。見本をお渡しでき"
                "ますので、少しだけ試したい方も歓迎です。"
            ),
            (
                "We make parts of furniture. Every month about 200 kg of cypress offcuts of 30 "
                "cm are left over. We pay to have them taken away, and would rather see them "
                "used: for toys, workshops or as firewood. We deliver within the city. You may "
                "take a sample and try first."
            ),
        ),
        (
            "〔余っているもの〕を使ってくれる相手をさがしています",
            "Looking for a use for 〔what is left over〕",
        ),
        (
            "わたしたちは〔業種〕の会社です。",
            "We are a company in 〔line of business〕.",
        ),
    ),
    "sole-proprietor": worked(
        (
            "定休日に店を使ってくれる人をさがしています",
            "Looking for somebody to use our shop on its closing days",
        ),
        (
            (
                "駅前で小さな喫茶店をひとりで営んでいます。火曜と水曜は休みですが、家賃は同じだ"
                "けかかります。お菓子の試し売りや読み書きの教室など、12席の店を使ってみたい方と"
                "出会いたいです。台所も使えます。はじめの一か月は光熱費だけでかまいません。"
            ),
            (
                "I run a small coffee shop by the station on my own. It is closed on Tuesdays "
                "and Wednesdays, but the rent is the same. I would like to meet somebody who "
                "wants to try out a sale of sweets or a class in a shop with 12 seats and a "
                "kitchen. For the first month you pay for light and heating only."
            ),
        ),
        (
            "〔いつ〕に〔場所や道具〕を使ってくれる人をさがしています",
            "Looking for somebody to use 〔place or tool〕 on 〔when〕",
        ),
        (
            "〔まちのどこ〕で〔何のお店・仕事〕をしています。",
            "I run 〔what kind of shop or work〕 in 〔where〕.",
        ),
    ),
    "npo": worked(
        (
            "子ども食堂に野菜を分けてくださる方をさがしています",
            "Looking for vegetables for our children's kitchen",
        ),
        (
            (
                "月に二回、公民館で子ども食堂を開いています。毎回40人ほどが来ますが、野菜の値上"
                "がりで献立を組むのが難しくなりました。形がふぞろいなもの、とれすぎたものを分け"
                "ていただけると助かります。取りにうかがいます。子どもたちが畑を手伝いに行くこと"
                "もできます。"
            ),
            (
                "Twice a month we cook for about 40 children in the community centre. "
                "Vegetables have become so dear that it is hard to plan the meals. What is of "
                "odd shape or too plentiful would help us. We come and fetch it, and the "
                "children can come and help in the fields."
            ),
        ),
        (
            "〔活動の名前〕に〔もの・人手〕を分けてくださる方をさがしています",
            "Looking for 〔things or hands〕 for 〔our activity〕",
        ),
        (
            "〔どこ〕で〔だれのため〕の活動をしている団体です。",
            "We are a group that works for 〔whom〕 in 〔where〕.",
        ),
    ),
    "neighbourhood": worked(
        (
            "防災訓練をいっしょに見直してくれる専門家がほしい",
            "Looking for an expert to look at our disaster drill with us",
        ),
        (
            (
                "150世帯の自治会です。毎年九月に訓練をしていますが、参加するのはいつも同じ顔ぶれ"
                "です。高齢の方や子ども連れも来やすい訓練にするには何から始めたらよいか、現場を"
                "見て助言してくださる方を待っています。集会所と放送設備があります。"
            ),
            (
                "We are a neighbourhood association of 150 households. We hold a drill every "
                "September, and always the same people come. We would like advice on the spot: "
                "where to begin, so that older people and families come too. We have a meeting "
                "hall and a public address system."
            ),
        ),
        (
            "〔行事や困りごと〕をいっしょに見直してくれる方がほしい",
            "Looking for somebody to look at 〔event or problem〕 with us",
        ),
        (
            "〔地区の名前〕の〔世帯の数〕世帯の自治会です。",
            "We are the association of 〔area〕, 〔number〕 households.",
        ),
    ),
    "university": worked(
        (
            "川の水温を測らせてくれる場所をさがしています",
            "Looking for places where we may measure the water of rivers",
        ),
        (
            (
                "水環境の研究室です。支流の水温を一年を通して測り、アユの育ち方との関係を調べて"
                "います。手のひらほどの温度計を沈めておける川べりの土地を五か所さがしています。"
                "月に一度、学生が記録を取りにうかがいます。結果は地元の集まりでお話しします。"
            ),
            (
                "We are a laboratory for water. We measure the temperature of small rivers over "
                "the year and compare it with how sweetfish grow. We look for five places by "
                "the water where a thermometer the size of a hand may lie. A student comes once "
                "a month. We tell the results at a meeting in the area."
            ),
        ),
        (
            "〔調べたいこと〕を〔調べさせてくれる場所・協力者〕をさがしています",
            "Looking for 〔places or people〕 to study 〔subject〕",
        ),
        (
            "〔分野〕の研究をしている〔学部・研究室〕です。",
            "We are 〔department or laboratory〕 and study 〔subject〕.",
        ),
    ),
    "school": worked(
        (
            "仕事の話を聞かせてくれる地元の方をさがしています",
            "Looking for people who tell pupils about their work",
        ),
        (
            (
                "中学二年生120人が、総合的な学習の時間に地元の仕事を調べています。十月の午後に一"
                "時間、教室で話をしてくださる方を六人さがしています。上手に話す必要はありません。"
                "仕事道具を見せていただけるとうれしいです。オンラインでもお願いできます。"
            ),
            (
                "120 pupils of the second year study the work of our area. We look for six "
                "people who come to a class for an hour on an afternoon in October. You need "
                "not be a good speaker; your tools would interest them. It can be online too."
            ),
        ),
        (
            "〔授業や行事〕に協力してくださる地元の方をさがしています",
            "Looking for people to help with 〔lesson or event〕",
        ),
        (
            "〔学年・人数〕が〔学んでいること〕に取り組んでいます。",
            "〔Year and number of pupils〕 study 〔what〕.",
        ),
    ),
    "economic-organisation": worked(
        (
            "会員の店がいっしょに省エネに取り組む方法を知りたい",
            "How can the shops of our members save energy together?",
        ),
        (
            (
                "小さな商店が80軒加わる団体です。電気代の相談が増えましたが、一軒ずつでは設備の"
                "入れ替えまで進みません。まとめて診断を受ける、共同で買うなど、ほかの地域の例を"
                "知っている方、診断ができる方とつながりたいです。説明会の場所と案内はこちらで用"
                "意します。"
            ),
            (
                "80 small shops are our members. Many ask about their electricity bills, but "
                "none can change its equipment alone. We would like to meet people who know how "
                "others had themselves advised or bought together, or who can advise. We "
                "provide the room for a meeting and invite our members."
            ),
        ),
        (
            "会員の〔店・会社〕がいっしょに〔取り組みたいこと〕をする方法を知りたい",
            "How can our members 〔do what〕 together?",
        ),
        (
            "〔会員の数と業種〕が加わる団体です。",
            "We are an organisation of 〔number and kind〕 members.",
        ),
    ),
    "financial": worked(
        (
            "店を継ぎたい人と出会える場をいっしょにつくりませんか",
            "Who helps us bring together shops and their successors?",
        ),
        (
            (
                "後継ぎのいないお客さまから相談をいただくことが増えました。金融の面は支えられま"
                "すが、店を継ぎたい若い方とお会いする機会が足りません。学校、移住を支える団体、"
                "不動産の方などと、半年に一度の見学会から始めたいと考えています。"
            ),
            (
                "More and more of our customers have nobody to take over their shop. We can "
                "help with money, but we meet too few young people who would like to. With "
                "schools, groups that help newcomers and estate agents we would like to begin "
                "with a tour twice a year."
            ),
        ),
        (
            "〔お客さまの悩み〕をいっしょに解決する相手をさがしています",
            "Looking for partners to solve 〔concern of customers〕",
        ),
        (
            "〔地域〕のお客さまを支える金融機関です。",
            "We are a financial institution for 〔area〕.",
        ),
    ),
    "medical-welfare": worked(
        (
            "利用者さんと散歩してくださる方をさがしています",
            "Looking for people to take a walk with our residents",
        ),
        (
            (
                "定員30人の高齢者の施設です。外を歩きたい方が多いのですが、職員だけでは付き添い"
                "きれません。週に一度、30分ほどいっしょに歩いて話をしてくださる方を待っています。"
                "はじめに車いすの押し方を練習します。保険はこちらで入ります。"
            ),
            (
                "We are a home for 30 older people. Many would like to go out, but there are "
                "too few of us to go with them. We look for people who walk and talk with them "
                "for half an hour once a week. You learn first how to push a wheelchair, and we "
                "insure you."
            ),
        ),
        (
            "〔だれ〕のために〔してほしいこと〕をしてくださる方をさがしています",
            "Looking for people to 〔do what〕 for 〔whom〕",
        ),
        (
            "〔利用する方と定員〕の施設です。",
            "We are a home or clinic for 〔whom, how many〕.",
        ),
    ),
    "primary-industry-body": worked(
        (
            "収穫の三週間だけ手伝ってくれる人がほしい",
            "Hands wanted for three weeks of harvest",
        ),
        (
            (
                "ミカン農家25軒の部会です。十二月の収穫が重なる三週間だけ、どうしても人手が足り"
                "ません。半日でもかまいません。学生や会社の社会貢献の日、福祉の事業所の方など、"
                "続けて来てくださる団体と約束ができるとありがたいです。交通費とミカンをお渡しし"
                "ます。"
            ),
            (
                "We are 25 growers of mandarins. For the three weeks in December when all is "
                "ripe we lack hands. Half a day helps. We would like to agree with groups that "
                "come every year: students, companies with a day for the community, welfare "
                "workshops. We pay for travel and give fruit."
            ),
        ),
        (
            "〔いつ〕の〔作業〕を手伝ってくれる人がほしい",
            "Hands wanted for 〔work〕 in 〔when〕",
        ),
        (
            "〔作物・魚種など〕をつくる〔人数〕の団体です。",
            "We are 〔number〕 producers of 〔what〕.",
        ),
    ),
    "administration": worked(
        (
            "使われなくなった公園のトイレの活用案を募ります",
            "Ideas wanted for a park building that is no longer used",
        ),
        (
            (
                "町の中心の公園に、十年使われていない建物があります。約20平方メートル、水道と電"
                "気は引き直せます。休憩所、貸し自転車の拠点など、維持まで続けられる案を持つ方と"
                "話し合いたいです。現地をご案内します。予算は今年度の検討に間に合うものからです。"
            ),
            (
                "In a park in the centre stands a building of 20 square metres that has not "
                "been used for ten years. Water and electricity can be laid again. We would "
                "like to talk with people who have an idea that can be kept up, such as a "
                "resting place or a stand for rental bicycles. We show you the place."
            ),
        ),
        (
            "〔施設や課題〕の活用案を募ります",
            "Ideas wanted for 〔building or problem〕",
        ),
        (
            "〔課の名前〕です。〔どんな課題か〕に取り組んでいます。",
            "We are 〔section〕 and work on 〔problem〕.",
        ),
    ),
    "citizen": worked(
        (
            "空き地の草刈りをいっしょに続けてくれる仲間がほしい",
            "Looking for company in mowing an empty plot",
        ),
        (
            (
                "家のとなりの空き地を、持ち主の許しをもらって十年刈ってきました。年をとり、ひと"
                "りでは追いつかなくなりました。月に一度、二時間ほどいっしょに汗を流してくださる"
                "方はいませんか。草刈り機は二台あります。花を植える相談もしたいです。"
            ),
            (
                "With the owner's leave I have mowed the empty plot beside my house for ten "
                "years. I am getting older and cannot keep up alone. Who would join me for two "
                "hours once a month? There are two mowers. We could also think about flowers."
            ),
        ),
        (
            "〔活動〕をいっしょに続けてくれる仲間がほしい",
            "Looking for company in 〔activity〕",
        ),
        (
            "〔どこ〕に住んでいます。〔いつから、何を〕しています。",
            "I live in 〔where〕. Since 〔when〕 I have been 〔doing what〕.",
        ),
    ),
    "other": worked(
        (
            "月に一度の朝市を手伝ってくれる方をさがしています",
            "Looking for help with our monthly morning market",
        ),
        (
            (
                "有志で朝市を開いて三年になります。出店は20軒に増えましたが、机を並べる人、道案"
                "内をする人が足りません。第三日曜の朝六時から九時、できるときだけでかまいません。"
                "朝ごはんを用意してお待ちしています。"
            ),
            (
                "We have held a morning market for three years. There are 20 stalls now, and "
                "too few of us to set up the tables and show the way. Third Sunday, 6 to 9 "
                "a.m.; come when you can. Breakfast is on us."
            ),
        ),
        (
            "〔活動〕を手伝ってくれる方をさがしています",
            "Looking for help with 〔activity〕",
        ),
        (
            "〔どんな集まりか〕です。",
            "We are 〔what kind of group〕.",
        ),
    ),
}
