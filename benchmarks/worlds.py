"""A world of any number of readable Japanese listings, for measuring: the same seed, the same ones.

A listing depends on its number and the seed alone, so a world of 10,000 is the beginning of one of
100,000. Words follow Zipf's law as they do in real proposals: a few in every third listing, and a
long tail of names of which new ones keep coming.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from random import Random
from typing import Literal

from matching.engine import Document

EVERY_GOAL = frozenset(range(1, 18))
TICK_EVERYTHING = 0.08
"""Share of listings that tick all 17 goals, as in the real application forms."""
NAMES = 3_000_000
"""So many names exist; the chance of the k-th is about 1/k, so that new ones never stop coming."""
LISTINGS_PER_PARTNER = 4
OWN_THEME, SECOND_FIELD = 0.8, 0.4
"""Share of listings on their partner's own theme, and of those with a second field."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What listings of a theme are sorted under and talk about."""

    field: str
    goals: tuple[int, ...]
    sector: str
    things: tuple[str, ...]
    acts: tuple[str, ...]
    people: tuple[str, ...]
    details: tuple[str, ...]


def phrases(text: str) -> list[str]:
    """What blanks or line ends part."""
    return text.split()


# field, goals, sector | things | / acts | people | details
THEMES_IN_SHORT = """
housing 11,12 construction|空き家 古民家 空き店舗 土蔵 長屋
改修 相続 登記 片付け 耐震診断|大家 大工 司法書士|屋根 床板 雨漏り 仏壇 庭木 家財
agriculture 2,15 agriculture-forestry|茶畑 水田 果樹園 耕作放棄地 ハウス
収穫 草刈り 植え付け 剪定 土作り|農家 就農者 農協|肥料 苗 用水路 畦道 軽トラック 出荷箱
agriculture 15,2 agriculture-forestry|猪 鹿 猿 熊 烏
捕獲 防除 追い払い 解体 見回り|猟師 集落 獣医|罠 電気柵 足跡 ジビエ 赤外線カメラ 被害額
agriculture 14,2 fisheries|藻場 養殖 干潟 漁港 鰻
放流 水揚げ 種苗 磯焼け対策 直販|漁師 海女 漁協|網 氷 水温 ウニ 牡蠣 船着き場
agriculture 15,13 agriculture-forestry|人工林 竹林 里山 間伐材 木材
間伐 伐採 植林 製材 搬出|林業家 山主 木工作家|杉 檜 林道 チェーンソー 薪 年輪
energy 7,13 utilities|太陽光発電 小水力発電 蓄電池 風力発電 地熱
設置 点検 売電 系統接続 見学|電力会社 電気工事士 地権者|パネル 送電線 出力 配線 停電 電気料金
energy 13,7 professional|省エネ 断熱 給湯 照明 空調
診断 更新 測定 見える化 助言|設計士 建物所有者 環境家計簿係|窓 結露 排出量 電球 換気 光熱費
circular-economy 12,14 other-services|生ごみ 廃食油 古着 廃プラスチック 空き缶
回収 分別 堆肥化 再生利用 計量|清掃員 町内会 再生業者|ごみ袋 集積所 焼却 油 布 発酵
circular-economy 2,12 hospitality|食べ残し 余剰食品 弁当 給食 備蓄食料
寄付 配達 仕分け 保管 値引き|食堂 フードバンク 調理員|賞味期限 冷凍庫 缶詰 米 惣菜 献立
circular-economy 12,9 manufacturing|家電 自転車 家具 おもちゃ 工具
修理 貸し出し 譲渡 分解 再塗装|修理工 職人 愛好家|部品 ねじ 塗料 電池 説明書 倉庫
environment 15,14 professional|里海 湿地 在来種 外来種 蛍
保全 観察 駆除 調査 再生|生物学者 自然観察員 愛鳥家|水草 昆虫 巣箱 双眼鏡 標本 生息地
environment 6,14 utilities|河川 海岸 湖 湧き水 マイクロプラスチック
清掃 水質検査 採水 流域調査 漂着物調査|釣り人 水質技師 ダイバー|流木 泥 護岸 透明度 網場 堰
environment 13,11 professional|熱中症 猛暑 緑化 打ち水 日陰
予防 測温 植樹 散水 声掛け|保健師 造園業者 気象予報士|気温 湿度 木陰 ミスト 街路樹 給水所
disaster-prevention 11,13 other-services|避難所 備蓄 防災訓練 自主防災 炊き出し
開設 運営 訓練 備え 点呼|防災士 消防団 避難者|毛布 簡易トイレ 発電機 段ボールベッド 非常食 名簿
disaster-prevention 13,11 construction|土砂崩れ 河川氾濫 津波 地震 台風
観測 警報 浸水想定 避難誘導 復旧|気象台 土木技術者 水防団|雨量 水位 土のう 堤防 海抜 断層
disaster-prevention 11,16 information|安否確認 被害情報 災害ボランティア 罹災証明 避難経路
集約 伝達 受け入れ 配車 地図化|災害対策本部 無線家 ボランティア|無線機 ドローン 掲示板 充電器 腕章
elderly 3,11 medical-welfare|一人暮らし 認知症 徘徊 介護 買い物弱者
見守り 訪問 傾聴 通い支え 送迎|介護士 民生委員 高齢者|杖 緊急通報 配食 手すり 電話 回覧板
elderly 3,10 medical-welfare|介護予防 終活 老老介護 口腔ケア 補聴器
体操 相談 検査 看取り 講座|ケアマネジャー 歯科衛生士 家族|筋力 歩数 入れ歯 遺言 写真 椅子
health-welfare 3,2 medical-welfare|減塩 健診 糖尿病 歩行 禁煙
受診勧奨 測定 指導 記録 表彰|栄養士 保健師 薬剤師|血圧 体重計 歩数計 味噌汁 問診票 野菜
health-welfare 3,16 medical-welfare|ひきこもり 孤立 自殺予防 依存症 心の不調
相談 居場所作り 訪問 就労準備 電話対応|精神科医 臨床心理士 当事者|夜間 名刺 茶菓子 日記 通帳 合言葉
medical 3,9 medical-welfare|遠隔診療 救急搬送 在宅医療 看護 訪問看護
往診 問診 予約 搬送 情報共有|医師 看護師 救急隊|聴診器 カルテ 酸素 処方箋 薬局 病床
medical 3,5 medical-welfare|産後ケア 不妊 妊婦健診 予防接種 小児救急
助産 相談 預かり 訪問 接種|助産師 産婦人科医 妊婦|授乳 沐浴 母子手帳 体温 ベビーカー 産着
disability 10,8 medical-welfare|障害者雇用 就労支援 農福連携 施設製品 工賃
仕事の切り出し 実習 販売 採用 定着|支援員 作業所 利用者|焼き菓子 内職 検品 作業台 刺繍
disability 10,11 professional|車椅子 点字 手話 視覚障害 発達障害
通訳 段差解消 音声案内 読み上げ 療育|手話通訳者 当事者団体 訓練士|スロープ 白杖 字幕 絵札 補助犬
childcare 3,4 education|保育園 一時預かり 子育てひろば 絵本 病児保育
預かり 送り迎え 読み聞かせ 相談 離乳食作り|保育士 子育て世代 里親|おむつ 遊具 園庭 連絡帳 砂場 昼寝
childcare 1,4 other-services|子ども食堂 学習支援 居場所 ひとり親 制服
配膳 宿題 寄付 伴走 おさがり交換|大学生 元教員 保護者|鉛筆 参考書 ランドセル 夕食 畳 ボードゲーム
education 4,9 education|出前授業 探究学習 理科実験 職場体験 校外学習
授業 講演 引率 発表 教材作り|教員 生徒 校長|教室 模型 顕微鏡 黒板 ワークシート 作文
education 4,8 information|プログラミング ロボット 金融教育 英会話 情報モラル
指導 競技会 検定 添削 動画配信|講師 中学生 留学生|タブレット 基板 家計簿 発音 画面 著作権
education 4,10 education|不登校 夜間中学 読書 公民館 生涯学習
通学 面談 朗読 貸し出し 学び直し|司書 学芸員 相談員|図書 筆 自習室 将棋 カルタ 栞
tourism 8,11 hospitality|古道 温泉 夜景 農泊 朝市
案内 宿泊 予約 周遊 体験|旅館 案内人 旅行会社|浴衣 看板 石畳 団子 足湯 展望台
tourism 8,12 transport|訪日客 観光案内所 周遊券 混雑 手荷物
翻訳 混雑緩和 配送 両替 道案内|通訳案内士 外国人客 駅員|地図 両替機 写真 スーツケース 英文 土産
tourism 15,8 personal-services|登山道 サイクリング キャンプ場 星空 カヌー
整備 開催 貸し出し 安全講習 試走|登山家 自転車愛好家 山小屋|道標 テント 焚き火 望遠鏡 地図 救命胴衣
culture-sports 11,4 other-services|祭り 神楽 山車 太鼓 盆踊り
継承 修復 練習 奉納 撮影|保存会 氏子 宮大工|提灯 法被 笛 面 衣装 幟
culture-sports 4,11 education|古文書 城跡 文化財 埋蔵文化財 民話
解読 発掘 展示 復元 語り|学芸員 郷土史家 語り部|瓦 石垣 巻物 土器 甲冑 屏風
culture-sports 3,4 personal-services|部活動 体育館 スケートボード 障害者スポーツ マラソン
指導 練習 審判 大会運営 施設開放|指導員 選手 審判員|球 靴 得点板 芝生 更衣室 救護所
commerce 8,11 trade|商店街 夜市 老舗 空き区画 移動販売
出店 開業 催し 値付け 街歩き|店主 商工会 出店者|暖簾 のぼり 福引 屋台 駐輪場 アーケード
commerce 8,9 finance|事業承継 創業 決済 通販 経理
融資 引き継ぎ 記帳 診断 開業相談|税理士 後継者 信用金庫|帳簿 株式 請求書 印鑑 領収書 在庫
industry 9,8 manufacturing|町工場 金型 伝統工芸 試作品 和紙
加工 設計 販路開拓 測定 溶接|技能者 職人 町工場主|旋盤 図面 漆 織機 鋳物 歯車
industry 8,9 real-estate|工業団地 企業誘致 共同研究 起業家 シェアオフィス
誘致 立地 入居 実証実験 投資|起業家 産業振興課 投資家|用地 会議室 補助金 名刺 登記簿 試験設備
employment 8,4 other-services|人手不足 若者就職 高校生採用 季節労働 副業
面接 求人 採用 職場見学 研修|新卒者 人事担当者 社労士|履歴書 給与 寮 制服 名簿 勤務表
employment 5,8 professional|働き方改革 育児休業 在宅勤務 女性管理職 復職
制度作り 短時間勤務 両立 評価 相談|経営者 産業医 女性社員|就業規則 有給休暇 残業 託児 会議 机
migration 11,8 real-estate|移住体験 二地域居住 関係人口 お試し住宅 婚活
案内 引越し 仕事探し 里帰り 交流|移住者 先輩移住者 集落支援員|鍵 家賃 薪ストーブ 畑 荷物 回覧
migration 11,17 information|地域おこし協力隊 ふるさと納税 同窓会 ワーケーション 古里便り
任期後起業 返礼 宿泊 寄付 発信|協力隊員 出身者 寄付者|返礼品 通信回線 名産 手紙 コワーキング 記念品
transport 11,9 transport|路線バス デマンド交通 乗合タクシー 鉄道 渡し船
運行 予約 増便 乗り継ぎ 時刻改正|運転手 乗客 運行管理者|停留所 時刻表 運賃 待合室 定期券 車両
transport 9,13 transport|電動自転車 自動運転 共同配送 貨物 駐車場
実証 配送 充電 貸し出し 置き配|配達員 整備士 荷主|充電器 荷台 車庫 軽貨物 経路 宅配箱
transport 11,3 construction|通学路 歩道 橋梁 街灯 踏切
点検 補修 除雪 舗装 塗り替え|道路管理者 測量士 除雪員|ひび割れ 白線 縁石 融雪剤 標識 高架
safety 16,11 other-services|特殊詐欺 空き巣 落書き 不法投棄 防犯カメラ
見回り 啓発 通報 消去 録画|警察官 防犯協会 青色パトロール隊|留守番電話 鍵 塗料 街頭 録画機 寸劇
safety 3,11 transport|交通事故 自転車事故 飲酒運転 免許返納 横断歩道
講習 見守り 誘導 反射材配布 返納相談|交通指導員 自動車学校 運転者|反射材 旗 信号機 速度 死角 夜道
water-facilities 6,9 utilities|水道管 下水処理 井戸 浄化槽 漏水
更新 検針 漏水調査 浄化 配水|水道技術者 配管工 検針員|弁 蛇口 塩素 水圧 汚泥 マンホール
water-facilities 11,9 real-estate|廃校 公園 図書館 遊休地 体育施設
利活用 指定管理 草取り 貸し出し 再整備|管理者 造園家 利用団体|ベンチ 花壇 滑り台 校庭 鉄棒 看板
digitalisation 9,16 information|オンライン申請 窓口 電子契約 文書管理 生成AI
電子化 自動化 入力 学習 更新|システム技術者 窓口職員 情報政策課|サーバ 端末 判子 書式 認証 帳票
digitalisation 9,10 information|スマートフォン 情報格差 公衆無線LAN 広報アプリ 高齢者端末
講習 設定 配信 操作支援 試用|携帯販売店 相談員 初心者|充電 文字入力 通信料 暗証番号 動画 通知
digitalisation 9,11 information|オープンデータ 人流 センサー デジタル地図 三次元測量
分析 公開 可視化 計測 予測|技術者 統計家 データ分析者|地図 点群 座標 電波 表計算 グラフ
diversity 10,4 education|日本語教室 外国人住民 技能実習 多言語 異文化
通訳 翻訳 交流 生活相談 学習|日本語教師 技能実習生 通訳者|やさしい日本語 在留資格 料理 辞書 挨拶
diversity 5,10 other-services|男女共同参画 性的少数者 配偶者暴力 生理用品 父親育児
啓発 相談 保護 研修 配布|相談員 弁護士 父親|避難先 冊子 虹 名簿 調停 哺乳瓶
diversity 16,10 professional|人権 平和学習 法律相談 消費者被害 犯罪被害者
講演 証言 相談 学習会 救済|弁護士 被爆者 消費生活相談員|慰霊碑 契約書 資料館 折り鶴 訴訟 証言集
regional-revitalisation 11,17 other-services|自治会 担い手 回覧 地区計画 集会所
話し合い 役員選び 草刈り 合併 集金|自治会長 住民 役員|議事録 会費 鍵 座布団 花見 名簿
regional-revitalisation 17,11 finance|地域通貨 市民ファンド 寄付 協賛 クラウドファンディング
募金 発行 返礼 決算 広報|出資者 加盟店 事務局|加盟店 通帳 報告書 ポイント 領収証 募金箱
regional-revitalisation 1,10 medical-welfare|生活困窮 家計 住まい探し 就労訓練 債務
面談 同行 貸し付け 家計改善 食料支援|相談支援員 保証人 困窮世帯|家賃 税金 滞納 電気代 履歴書 衣類
regional-revitalisation 17,4 education|国際協力 姉妹都市 研修生 難民 支援物資
受け入れ 派遣 留学 募金 交流|留学生 国際交流協会 海外協力隊|旅券 文具 民泊 時差 手紙 国旗
"""


COMMON = phrases(
    """
地域 支援 連携 課題 活動 提供 取り組み 参加 事業 対応 情報 相談 協力 経験 計画 場所 時間 費用
効果 住民 記録 準備 企業 体験 技術 学校 研究 団体 設備 調査 教育 資料 道具 安全 人材 講座 開催
見学 管理 実績 評価 機会 発信 募集 説明 会場 予算 仕組み 環境 健康 交流 施設 材料 世代 家族
若者 文化 産業 季節 会議 報告 案内 運営 負担 条件 期間 役割 意見 習慣 工夫 手順 見積もり 契約
保険 移動 写真 動画 統計 地図 需要 品質 規模 単価 人件費 責任者 窓口 手続き 日程 曜日 早朝 夕方
雨天 駐車場 倉庫 事務所 名簿 調整 試作 検証 改良 普及 継続 引き継ぎ 後継者 伝統 景観 生態系
歴史 観光客 来場者 卒業生 経営者 専門家 初心者 親子 高校生 新聞 ラジオ チラシ ポスター
アンケート ワークショップ ボランティア インターネット 交通費 謝礼 助成金 補助金 寄付金 会費
笑顔 誇り 愛着 文章 計算 翻訳 監修 取材 編集 印刷 郵送 保管 点検 清掃 送迎 受付 司会 会計 監査
"""
)
"""Words any listing may use, the most frequent first."""
FACILITIES = phrases("小学校 公民館 体育館 集会所 商店街 駅前 図書館 市場 河川敷 保育園 診療所")
PREFECTURES = phrases(
    """
北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都
神奈川県 新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府
大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県
福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県
"""
)
RESOURCES = phrases("people technology know-how data goods place funds network")

# Parts of invented names; a number written in their digits is a name.
DIRECTIONS = "上下東西南北中新古大小内外前奥本"
FIRST = "川山田野沢浜島森林谷原岡坂池滝橋宮松竹梅桜藤菊石岩金高長深浅清青赤白黒平安吉福富"
SECOND = "田山川野沢村井崎本口原島谷尾浦津瀬木倉塚越坂根内江戸部丘台見"
DISTRICTS = phrases("地区 町 集落 団地 新田 三丁目 海岸 高原 温泉 港")
SYLLABLES = "カミトラリナサコマユノハルキタモシアセロイネヒワクニツレオヤソフスホメテムエウケヨ"
BODIES = phrases("工房 の会 商会 研究会 産業 協会 ラボ 農園 企画 製作所 ネットワーク 組合")

PHRASES = """
opening {place}で{thing}の{act}に[取り組む|携わる|励む]{body}です。
opening {body}は、{place}を拠点に{thing}と[かかわって|向き合って|歩んで]{number}年になります。
opening {prefecture}の{place}から、{thing}についての[ご提案|お誘い|お便り|呼びかけ]です。
opening 私たち{body}は、{who}と[ともに|肩を並べ]{thing}の{act}を進めてきました。
opening {place}の{facility}に集まる[有志|隣人]で、{thing}の[明日|行方]を語り合ってきました。
shared {facility}で{act2}を{number}回行い、{common}と{common}の[数字|反省|宿題]が残っています。
shared {place2}の{facility}や{body2}とも、{common}を[伝え合って|比べて]います。
shared {detail}や{detail}のことなら、{who}の{name}さんが[詳しく知って|教えて]います。
shared {common}が{number}年で[変わり|傾き|痩せ]、{common}や{common}にも[影|波|熱]が及んでいます。
shared {thing2}の{act2}は、{common}を[見て|量り]少しずつ広げる考えです。
shared {number}月には{place2}で{name}さんを招き、{detail}を使った[実演|講演|競技]を開きます。
shared {name}さんが名付けた「{brand}」という{common}を、{detail}と[並べて|混ぜて]います。
shared {other}の{otheract}に使われる{common}にも、[学ぶ|驚く|まねたい]ところがあります。
shared {who}と{name}さんは、{detail}より先に{common}を[直す|測る|調べる]のが近道だと話します。
shared {facility}の{common}と{common}は、{body2}が[引き続き|喜んで|交代で]受け持ちます。
shared {place2}の{other}と比べ、{detail}の{common}が[遅れて|勝って]いるようです。
shared {thing}と{thing2}を[結ぶ|束ねる]{brand}構想を、{common}の面から[描いて|練って]います。
need-title {thing}の{act}を[手伝って|教えて|見守って|助けて]くれる方を募集
need-title {place}の{thing}、{act}の[相手|担い手|相棒|先生]を探しています
need-title {detail}と{thing}の{act}に困っています
need-title {who}と[進める|始める|挑む]{thing}の{act}
need {thing}の{act}が[追いつかず|滞り]、{detail}や{detail}の扱いにも[困って|悩んで|迷って]います。
need {who}が[減り|老い|忙しく]、{common}と{common}を[保つ|守る]ことが[難しく|苦しく]なりました。
need {place}では{detail}が[足りず|古び|錆び]、{act}にかかる{common}も[重荷|足かせ|壁]です。
need {thing}に[明るい|慣れた]方から、{act2}の{common}や{common}を[教わり|聞き]たいところです。
need {detail}を[持ち込める|置ける]場所と、{act}を[任せる|頼める]{who}を求めています。
need {body2}のような{common}のある相手と、{thing2}まで[見通した|にらんだ]{act}をしたいです。
need {common}の[乏しい|細る]中でも{act2}を[止めない|絶やさない]工夫が、{thing2}には要ります。
need 古い{detail}と{detail}が[壊れ|傷み|朽ち]、{facility}での{act2}は[休んだ|途切れた]ままです。
need {number}人の{who}だけでは、{place2}まで[手|目|足]が回りません。
seed-title {thing}の{act}を[引き受けます|請け負います|買って出ます]
seed-title {place}で[試した|磨いた|育てた]{thing}の{act}をお届け
seed-title {detail}を使った{thing}の{act}ができます
seed-title {who}のための{thing}の{act}[講座|教室|塾]
seed {thing}の{act}なら、{detail}の[用意|手配]や{detail}の[後始末|手入れ]を[お任せ|お頼み]ください。
seed {who}のほか{number}人が[そろい|控え|集い]、{common}や{common}の[質問|悩み|急用]にも応じます。
seed {place}では{act}のあと、{detail}にかかる{common}が[半分|三割減|五分の一]になりました。
seed {thing}の{act2}に使う{detail}を、{common}の[実費|送料]だけで[お貸し|お譲り]します。
seed 「{brand}」で{detail}を[調べ|測り]、{thing2}の{act}に[役立つ|効く]{common}をお渡しします。
seed {body2}と[組んだ|競った]{act}の{common}をもとに、{common}の[目安|段取り]を立てます。
seed 使い終えた{detail}と{detail}は[洗って|磨いて]整え、{facility}へ無償で[譲ります|届けます]。
seed {thing2}の{act2}を[学ぶ|楽しむ][冊子|漫画]を{who}向けに{number}種類そろえています。
seed {place2}へも{number}日で[駆けつけ|伺い|飛び]、{common}と{common}を[見立て|見積もり]ます。
closing まずは{common}を[見|試し|のぞき]に、{place}の{facility}へお越しください。
closing {common}や{common}の[分け方|割り振り]は、話し合って[決め|選び]ましょう。
closing {number}月から始められる方を[歓迎|優先]し、{common}は[双方|当会]で持ちます。
closing 遠方の方とも、{common}を[オンライン|手紙|電話|画面越し]で分かち合います。
closing [小さく|浅く|ゆっくり]始めて、{common}と{common}を[確かめ|楽しみ]ながら育てましょう。
"""


@cache
def phrases_of(kind: str) -> list[str]:
    rows = map(str.split, PHRASES.strip().splitlines())
    return [phrase for of, phrase in rows if of == kind]


@cache
def themes() -> list[Theme]:
    """The themes, the most frequent first."""
    return [theme_of(f"{head}|{rest}") for head, rest in TWO_LINES.findall(THEMES_IN_SHORT)]


def theme_of(line: str) -> Theme:
    head, *words = line.split("|")
    field, goals, sector = head.split()
    numbers = tuple(map(int, goals.split(",")))
    return Theme(field, numbers, sector, *(tuple(group.split()) for group in words))


TWO_LINES = re.compile(r"(.+)\n(.+)\n")
SLOT = re.compile(r"{(([a-z]+)\d?)}|\[(.+?)\]")


def documents(size: int, seed: int = 1) -> Iterator[Document]:
    """The first ``size`` listings, needs and seeds in turn; about 10 s for 100,000."""
    return (listing(number, seed) for number in range(size))


def listing(number: int, seed: int = 1) -> Document:
    """The listing with this number, its key ``listing:number``; four have the same owner."""
    owner = number // LISTINGS_PER_PARTNER
    side: Literal["need", "seed"] = "seed" if number % 2 else "need"
    partner, chance = Partner(owner, seed), Random(f"{seed}:{number}")
    theme = partner.theme if chance.random() < OWN_THEME else drawn_theme(chance)
    words = Words(theme, partner, chance)
    goals = frozenset(chance.sample(theme.goals, chance.randint(1, 2)))
    second = [drawn_theme(chance).field] if chance.random() < SECOND_FIELD else []
    return Document(
        key=f"listing:{number}",
        side=side,
        title=words.filled(chance.choice(phrases_of(f"{side}-title"))),
        body=body(words, side, chance),
        goals=EVERY_GOAL if chance.random() < TICK_EVERYTHING else goals,
        primary_goals=goals,
        fields=frozenset([theme.field, *second]),
        resources=frozenset(chance.sample(RESOURCES, 2)),
        owner=f"partner:{owner}",
        sector=partner.theme.sector,
        prefecture=partner.prefecture,
    )


def body(words: "Words", side: str, chance: Random) -> str:
    """Seven to ten sentences, hardly ever less than 150 or more than 400 characters."""
    chosen = [
        chance.choice(phrases_of("opening")),
        *chance.sample(phrases_of(side), chance.randint(3, 4)),
        *chance.sample(phrases_of("shared"), chance.randint(2, 4)),
        chance.choice(phrases_of("closing")),
    ]
    return "".join(map(words.filled, chosen))


class Partner:
    """What all listings of a partner have in common."""

    def __init__(self, number: int, seed: int) -> None:
        chance = Random(f"{seed}:partner:{number}")
        self.theme = drawn_theme(chance)
        self.prefecture = chance.choice(PREFECTURES)
        self.words = {slot: DRAWN[slot](chance) for slot in ("place", "body")}


class Words:
    """The words of one listing: what it is about stays, the rest is drawn anew for each slot."""

    def __init__(self, theme: Theme, partner: Partner, chance: Random) -> None:
        self.chance, self.people, other = chance, theme.people, drawn_theme(chance)
        self.details = cycle(chance.sample(theme.details, len(theme.details)))
        self.settled = {
            **dict(zip(("thing", "thing2"), chance.sample(theme.things, 2), strict=True)),
            **dict(zip(("act", "act2"), chance.sample(theme.acts, 2), strict=True)),
            **partner.words,
            "prefecture": partner.prefecture,
            "other": chance.choice(other.things),
            "otheract": chance.choice(other.acts),
        }

    def filled(self, phrase: str) -> str:
        """The phrase with a word in each of its {slots} and one of each [this|that]."""
        return SLOT.sub(self.word, phrase)

    def word(self, slot: re.Match[str]) -> str:
        choices: str = slot[3]
        if choices:
            return self.chance.choice(choices.split("|"))
        return self.settled.get(slot[1]) or self.drawn(slot[2])

    def drawn(self, slot: str) -> str:
        """A word for a slot that takes another one each time."""
        if slot == "detail":
            return next(self.details)
        if slot == "who":
            return self.chance.choice(self.people)
        return DRAWN[slot](self.chance)


def rank(chance: Random, size: int, flat: int) -> int:
    """0 … size - 1; the k-th with a chance as 1 / (k + flat), after Zipf and Mandelbrot."""
    return int(flat * (size / flat + 1) ** chance.random()) - flat


def drawn_theme(chance: Random) -> Theme:
    return themes()[rank(chance, len(themes()), 20)]


def spelt(number: int, *alphabets: Sequence[str]) -> str:
    """The number in digits of these alphabets, the last digit's first."""
    parts: list[str] = []
    for alphabet in alphabets:
        number, at = divmod(number, len(alphabet))
        parts.insert(0, alphabet[at])
    return "".join(parts)


def brand(chance: Random) -> str:
    """Three or four syllables of katakana."""
    return spelt(rank(chance, NAMES, 10), *[SYLLABLES] * 3, ("", *SYLLABLES))


def place(chance: Random) -> str:
    """上沢田地区: a direction, two characters of a surname and a kind of district."""
    return spelt(rank(chance, NAMES, 10), DISTRICTS, SECOND, FIRST, ("", *DIRECTIONS))


DRAWN: dict[str, Callable[[Random], str]] = {
    "common": lambda chance: COMMON[rank(chance, len(COMMON), 6)],
    "name": lambda chance: spelt(rank(chance, len(FIRST) * len(SECOND), 30), SECOND, FIRST),
    "place": place,
    "brand": brand,
    "body": lambda chance: brand(chance) + chance.choice(BODIES),
    "facility": lambda chance: chance.choice(FACILITIES),
    "number": lambda chance: str(chance.randint(2, 12)),
}
