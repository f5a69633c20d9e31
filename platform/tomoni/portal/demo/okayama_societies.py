"""Societies of commerce in the federation of Okayama, registered on their behalf. All invented."""

from tomoni.portal.demo.okayama import FEDERATION
from tomoni.portal.demo.shapes import DemoPartner, need, seed

SOCIETIES = [
    DemoPartner(
        slug="seseragi-shokokai",
        name="せせらぎ町商工会",
        kana="セセラギチョウショウコウカイ",
        type="economic-organisation",
        owner="",
        registered_by=FEDERATION,
        description=(
            "川沿いの三つの町の、商店と町工場あわせて二百八十軒の集まりです。"
            "事務局は二人で、月の半分は店をたずねて回っています。"
        ),
        goals=(8, 11),
        fields="commerce industry",
        days=96,
        address="岡山県内(見本の住所)",
        listings=[
            need(
                "閉まった文具店を一緒に使ってくれる学生さん",
                "駅前の文具店が三月に閉まり、通りの灯りがひとつ消えました。持ち主は家賃を取らずに貸してもよいと言っています。放課後の勉強の"
                "場や小さな展示に使ってくださる学生さんの団体を探しています。",
                "commerce education",
                (11, 4),
                "people",
                40,
                area="商店街",
            ),
            seed(
                "商店街の空き店舗を一日から試せます",
                "通りの五つの空き店舗を、一日単位でお試しの店や教室に使えます。机と電気はそろっており、近所の店主が開け閉めを手伝います。"
                "売れ行きの相談には経営指導員がその場で応じます。",
                "commerce",
                (8, 11),
                "place",
                33,
                area="商店街",
            ),
        ],
    ),
    DemoPartner(
        slug="yukemuri-shokokai",
        name="ゆけむり山商工会",
        kana="ユケムリヤマショウコウカイ",
        type="economic-organisation",
        owner="",
        registered_by=FEDERATION,
        description=(
            "温泉のある山あいの商工会です。宿、木工所、農産物の加工所など百四十の会員がいます。"
            "会員の平均年齢は六十七歳で、紙と電話でやりとりしています。"
        ),
        goals=(8, 12),
        fields="tourism agriculture",
        days=88,
        listings=[
            need(
                "手書きの宿帳を、そのまま読める形に残したい",
                "古い宿に百年分の手書きの宿帳があります。虫食いが進み、読める人も減りました。写真に撮って文字に起こし、町の歴史として残す"
                "方法を、若い方や大学の方に教えてほしいです。",
                "tourism culture-sports",
                (11, 4),
                "know-how technology",
                29,
            ),
        ],
    ),
    DemoPartner(
        slug="nagisa-ori-shokokai",
        name="なぎさ織り商工会",
        kana="ナギサオリショウコウカイ",
        type="economic-organisation",
        owner="",
        registered_by=FEDERATION,
        description=(
            "縫製と海苔の町の商工会です。夜なべの内職から始まった小さな縫い場が、今も六十軒残っています。"
        ),
        goals=(12, 9),
        fields="industry commerce",
        days=61,
        listings=[
            seed(
                "厚い生地の小ロット縫製を、五枚からお受けします",
                "帆布や作業着の厚い生地を縫える縫い場が六十軒あります。五枚からの試し縫いをまとめて受け付け、得意な縫い場に振り分けます。"
                "端切れを使った試作のご相談も、気軽にお寄せください。",
                "industry",
                (12, 9),
                "technology goods",
                21,
            ),
        ],
    ),
    DemoPartner(
        slug="komorebi-shokokai",
        name="木もれび商工会",
        kana="コモレビショウコウカイ",
        type="economic-organisation",
        owner="",
        registered_by=FEDERATION,
        description=(
            "製材所と家具づくりの町の商工会です。登録は連絡会にお願いし、掲載する内容は電話で確かめています。"
        ),
        goals=(15, 8),
        fields="industry agriculture",
        days=2,
        state="submitted",
    ),
]
