"""Words that say nothing, words that say little, and spellings the dictionary keeps apart."""


def listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


STOP_WORDS = listed(
    """
    事 こと 物 もの 為 ため 所 ところ 時 とき 際 等 的 様 よう 中 上 下 内 外 間 前 後 他 方 側
    点 面 度 場合 以上 以下 以外 以内 現在 今 今後 今回 本 当 各 全て 全体 一つ 一部 多く 人 者
    私 我々 自分 皆 皆様 誰 何 何か どこ 此れ 其れ 年 月 日 週 回 名 社 件 円 割 個 台 つ 歳 時間
    分 秒 年間 年度 箇所 種 万 億 期 次 第 会 手 目 気 口 数 形 市 町 村
    県 区 都 府 道 弊社 当社 当方 当会 当団体
    当法人 本市 当市 本町 本県 本事業 貴社 行う 成る 有る 居る 為る 出来る 因る 於く 対する
    関する 通ずる 通す 持つ 伴う 加える 含む 応ずる 基づく 向ける 目指す 図る 進める 始める
    続ける 求める 考える 思う 言う 見る 知る 得る 取る 使う 行く 来る 出る 入る 置く 付ける
    受ける 与える 掛かる 掛ける 繋げる 高める 深める 広げる 増える 減る 増やす 減らす 作る 生かす
    示す 挙げる 踏まえる 限る 異なる 頂く 下さる 合わせる 設ける 越える 超える 至る 残る 残す
    届ける 述べる 因る 拠る よる 依る ある いる なる する 良い 無い 多い 少ない 高い 低い 大きい
    新しい 強い 様々 色々 非常 十分 重要 必要 可能 主 同じ 特 簡単 大切 円滑 幅広い 望む 願う
    お願い 希望 検討 予定 相談 対象 状況 内容 方法 一緒 手伝う 入れる 探す 日間 代 歓迎
    """
)
"""Normalised forms that link anything with anything in applications and reports."""

COMMON_WORDS = listed(
    """
    地域 社会 事業 活動 取り組み 実施 推進 支援 連携 協働 共創 課題 解決 実現 提供 募集 提案 企業
    団体 行政 自治体 市民 住民 利用 活用 促進 向上 強化 充実 確保 整備 開催 参加 運営 管理 対応
    効果 目的 目標 計画 背景 持続 サービス 情報 仕組み 機会 場 環境 技術 経験 実績 力 価値 魅力
    問題 解消 改善 維持 拡大 発信 構築 導入 協力 町作り 将来 未来 sdgs project
    """
)
"""Words every such platform is full of. Their rarity in a young corpus is an accident."""

ENGLISH_STOP_WORDS = listed(
    """
    a about above after again all also am an and any are as at be because been before being below
    between both but by can could did do does doing down during each few for from further had has
    have having he her here his how i if in into is it its just may me more most must my no nor
    not now of off on once only or other our out over own same shall she should so some such than
    that the their them then there these they this those through to too under until up upon us
    very was we were what when where which while who whom why will with would you your etc via
    per www http https co jp com org
    """
)

SILENT_AFFIXES = listed("等 達 さん 様 君 各 同 本 当 諸 内 中 上 下 間 毎 ごと 別 頃 程 第 約")
"""Prefixes and suffixes that do not make another word of theirs; 者, 化, 再 and 脱 do."""

COMPOUNDS = listed("脱炭素 見守り 居場所 放課後 令和 平成 昭和 Wi-Fi wi-fi 5G")
"""Words the small dictionary takes to pieces that mean something else (脱炭|素, 見|守り)."""

SYNONYMS = {
    "ゴミ": "ごみ", "塵": "ごみ", "人財": "人材", "独り": "一人", "クマ": "熊", "くま": "熊",
    "wi-fi": "wifi", "ボランティヤ": "ボランティア", "メタヴァース": "メタバース",
    "令和": "", "平成": "", "昭和": "",
}  # fmt: skip
"""Normalised form → the form kept; an empty one is dropped like a stop word."""

SPELLINGS = {
    "支えあい": "支え合い", "助けあい": "助け合い", "ふれあい": "触れ合い", "話しあい": "話し合い",
    "見まもり": "見守り", "みまもり": "見守り", "フードロス": "食品ロス", "子そだて": "子育て",
    "こそだて": "子育て",
    "カーボンニュートラル": "脱炭素", "ゼロカーボン": "脱炭素",
}  # fmt: skip
"""Spellings that fall into pieces, rewritten before the text is cut, and shown rewritten."""
