"""One spelling for words that the dictionary keeps apart, before a text is cut into words.

The dictionary knows most of them: 引越し and 引っ越し, サーバ and サーバー, 取組 and 取り組み.
Here stands what it does not: words that fall into pieces in one of their spellings. Each step is a
pattern and what is written for what it finds, so that `highlights` can follow every character.
"""

import re
from re import Match

from matching.engine.patterns import one_of

SPELLINGS = {
    # あい, づくり and other endings in hiragana, which fall into pieces
    "支えあ": "支え合", "ささえあ": "支え合", "助けあ": "助け合", "たすけあ": "助け合",
    "ふれあ": "触れ合", "触れあ": "触れ合", "話しあ": "話し合", "学びあ": "学び合",
    "まなびあ": "学び合", "育ちあ": "育ち合", "わかちあ": "分かち合", "分かちあ": "分かち合",
    "譲りあ": "譲り合", "ゆずりあ": "譲り合", "語りあ": "語り合", "認めあ": "認め合",
    # not 受けつけ and 引きつけ, which are other words
    "受けつい": "受け継い", "受けつが": "受け継が", "受けつぎ": "受け継ぎ", "受けつぐ": "受け継ぐ",
    "引きつい": "引き継い", "引きつが": "引き継が", "引きつぎ": "引き継ぎ", "引きつぐ": "引き継ぐ",
    "教えあ": "教え合", "見まも": "見守", "みまも": "見守", "見守活動": "見守り活動",
    "見守隊": "見守り隊", "子そだて": "子育て", "こそだて": "子育て", "ひとづくり": "人づくり",
    "森林づくり": "森づくり", "もりづくり": "森づくり", "まちなみ": "町並み",
    "いばしょ": "居場所", "居ばしょ": "居場所", "よみきかせ": "読み聞かせ",
    "もうしこみ": "申し込み", "うけいれ": "受け入れ", "さとやま": "里山", "はは親": "母親",
    "さと親": "里親", "のき先": "軒先", "くるまいす": "車椅子", "たけのこ": "筍",
    "盆おどり": "盆踊り", "川ぞい": "川沿い", "夜廻り": "夜回り", "手いれ": "手入れ",
    "はたらきかた": "働き方", "働きかた": "働き方", "くらしかた": "暮らし方", "すみかた": "住み方",
    "生きかた": "生き方", "使いかた": "使い方", "作りかた": "作り方", "学びかた": "学び方",
    # without the kana between the signs, or with other kana
    "受入れ": "受け入れ", "引き取り": "引取り", "持帰り": "持ち帰り", "貸農園": "貸し農園",
    "空きや": "空き家", "あきや": "空き家", "あき地": "空き地", "空地": "空き地",
    "空店舗": "空き店舗", "空スペース": "空きスペース", "空教室": "空き教室",
    "空部屋": "空き部屋", "空き室": "空室", "引き籠り": "引きこもり", "引籠り": "引きこもり",
    "閉じ籠": "閉じこも",
    # half of a word in hiragana, as laws and offices write what is not in the list of signs
    "高令": "高齢", "さつまいも": "サツマイモ", "さつま芋": "サツマイモ", "薩摩芋": "サツマイモ",
    "かん水": "灌水", "かんがい": "灌漑", "ろ過": "濾過", "しゅん工": "竣工", "ひっ迫": "逼迫",
    "は種": "播種", "ほ場": "圃場", "と畜": "屠畜", "し尿": "屎尿", "ふん尿": "糞尿",
    "がれき": "瓦礫", "じん肺": "塵肺", "てん補": "填補", "あっせん": "斡旋", "ばい煙": "煤煙",
    "しゅんせつ": "浚渫", "のり面": "法面", "りん酸": "燐酸", "ひょう害": "雹害",
    "うっ血": "鬱血", "けん引": "牽引", "改ざん": "改竄", "覚せい剤": "覚醒剤", "破たん": "破綻",
    "せき止め": "堰き止め", "ちゅう房": "厨房", "再エネ": "再生可能エネルギー",
    "ソーラー": "太陽光",
    # points and letters inside a name
    "カーボン・ニュートラル": "カーボンニュートラル", "フード・ロス": "フードロス", "CO₂": "CO2",
    "コ・ワーキング": "コワーキング", "パブリック・コメント": "パブリックコメント",
    "アップ・サイクル": "アップサイクル", "ペット・ボトル": "ペットボトル",
    "Webサイト": "ウェブサイト", "WEBサイト": "ウェブサイト", "webサイト": "ウェブサイト",
    "6次産業": "六次産業", "6次化": "六次産業化", "六次化": "六次産業化",
}  # fmt: skip
"""A spelling and the one it is read as; shown to readers as it is read."""

V_SOUNDS = {"ヴァ": "バ", "ヴィ": "ビ", "ヴェ": "ベ", "ヴォ": "ボ", "ヴ": "ブ"}
OLD_SIGNS = {"髙": "高", "﨑": "崎", "濵": "浜", "邊": "辺", "邉": "辺"}


def _v_sound(found: Match[str]) -> str:
    return V_SOUNDS[found[0]]


def _old_sign(found: Match[str]) -> str:
    return OLD_SIGNS[found[0]]


def _spelling(found: Match[str]) -> str:
    return SPELLINGS[found[0]]


STEPS = (
    (one_of(OLD_SIGNS), _old_sign),
    (re.compile("ヴ[ァィェォ]?"), _v_sound),
    (one_of(SPELLINGS), _spelling),
)
"""Each pattern with what is written for what it finds, in this order."""


def respelt(text: str) -> str:
    """A normalised text in one spelling."""
    for pattern, by in STEPS:
        text = pattern.sub(by, text)
    return text
