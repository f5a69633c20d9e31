"""What becomes of listings: soon to expire, lapsed, and fulfilled with a story."""

from tomoni.portal.demo.shapes import DemoFulfilment, need, seed

MIDORIZAKA_LATER = [
    need(
        "茶袋の絵を描いてくれる学生さんをさがしています",
        "新茶の袋に使う絵を、若い方にお願いしたいと考えています。茶畑の見学にご招待し、お礼とともに"
        "お名前を袋に入れます。色は二色まで、締め切りは二月の終わりです。下書きの段階でお話しします。",
        "culture-sports industry",
        (8, 4),
        "people",
        172,
    ),
    seed(
        "夏休みに手もみ茶の体験をお引き受けします",
        "小学生から高校生まで、二十人までの手もみ茶の体験を工場でお引き受けします。二時間ほどで、"
        "できたお茶はお持ち帰りいただけます。材料代だけいただきます。保護者の方もどうぞ。",
        "education",
        (4,),
        "place know-how",
        230,
        state="expired",
    ),
    need(
        "出荷の箱を運び直さずにすむ方法を知りたい",
        "一番茶の時期は、一日に三百箱を台車で四回積みかえています。腰を痛める社員が出ました。棚の"
        "並べ方や道具の工夫で回数を減らせないか、現場を見て助言してくださる方をさがしています。",
        "industry employment",
        (8, 3),
        "know-how technology",
        95,
        state="fulfilled",
        told=DemoFulfilment(
            "meeting",
            "例田工業高校 生産システム科",
            "交流会で知り合った高校生が一週間通って動きを測り、棚の順番を変えました。積みかえは"
            "四回から二回になり、生徒さんの研究発表にもなりました。",
        ),
    ),
]
