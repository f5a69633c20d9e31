"""The rows every installation starts with.

Goals: names and colours as the United Nations publish them. Sectors: the divisions of the Japan
Standard Industrial Classification. The first eight fields are those of the Kakegawa challenge page.
"""

# number, Japanese, English, colour
GOALS = [
    (1, "貧困をなくそう", "No Poverty", "#E5243B"),
    (2, "飢餓をゼロに", "Zero Hunger", "#DDA63A"),
    (3, "すべての人に健康と福祉を", "Good Health and Well-being", "#4C9F38"),
    (4, "質の高い教育をみんなに", "Quality Education", "#C5192D"),
    (5, "ジェンダー平等を実現しよう", "Gender Equality", "#FF3A21"),
    (6, "安全な水とトイレを世界中に", "Clean Water and Sanitation", "#26BDE2"),
    (7, "エネルギーをみんなに そしてクリーンに", "Affordable and Clean Energy", "#FCC30B"),
    (8, "働きがいも経済成長も", "Decent Work and Economic Growth", "#A21942"),
    (9, "産業と技術革新の基盤をつくろう", "Industry, Innovation and Infrastructure", "#FD6925"),
    (10, "人や国の不平等をなくそう", "Reduced Inequalities", "#DD1367"),
    (11, "住み続けられるまちづくりを", "Sustainable Cities and Communities", "#FD9D24"),
    (12, "つくる責任 つかう責任", "Responsible Consumption and Production", "#BF8B2E"),
    (13, "気候変動に具体的な対策を", "Climate Action", "#3F7E44"),
    (14, "海の豊かさを守ろう", "Life Below Water", "#0A97D9"),
    (15, "陸の豊かさも守ろう", "Life on Land", "#56C02B"),
    (16, "平和と公正をすべての人に", "Peace, Justice and Strong Institutions", "#00689D"),
    (17, "パートナーシップで目標を達成しよう", "Partnerships for the Goals", "#19486A"),
]

# slug, Japanese, English; in the order in which they are shown
FIELDS = [
    ("regional-revitalisation", "地域活性化", "Regional revitalisation"),
    ("industry", "産業振興・企業誘致", "Industry promotion and business attraction"),
    ("employment", "雇用維持・創出", "Employment"),
    ("health-welfare", "健康福祉", "Health and welfare"),
    ("elderly", "高齢者福祉・介護", "Elderly welfare and care"),
    ("environment", "環境対策", "Environment"),
    ("tourism", "観光振興", "Tourism"),
    ("digitalisation", "情報化(ICT・IoT・AIの利活用)", "Digitalisation (ICT, IoT, AI)"),
    ("agriculture", "農林水産業振興", "Agriculture, forestry and fisheries"),
    ("commerce", "商工業・商店街振興", "Commerce and shopping streets"),
    ("migration", "移住定住・関係人口", "Migration and related population"),
    ("childcare", "子育て支援", "Childcare support"),
    ("education", "教育・生涯学習", "Education and lifelong learning"),
    ("disability", "障がい者福祉", "Welfare of persons with disabilities"),
    ("medical", "医療・保健", "Medical care and public health"),
    ("disaster-prevention", "防災・減災", "Disaster prevention"),
    ("safety", "防犯・交通安全", "Crime prevention and traffic safety"),
    ("housing", "都市計画・住宅・空き家", "Urban planning, housing and vacant houses"),
    ("transport", "公共交通・道路", "Public transport and roads"),
    ("water-facilities", "上下水道・公共施設", "Water, sewerage and public facilities"),
    ("energy", "エネルギー・脱炭素", "Energy and decarbonisation"),
    ("circular-economy", "ごみ減量・循環", "Waste reduction and circular economy"),
    ("culture-sports", "文化・芸術・スポーツ", "Culture, arts and sports"),
    (
        "diversity",
        "多文化共生・人権・男女共同参画",
        "Multicultural society, human rights, gender equality",
    ),
]

PARTNER_TYPES = [
    ("company", "企業", "Company"),
    ("sole-proprietor", "個人事業主", "Sole proprietor"),
    ("npo", "NPO・市民活動団体", "NPO or citizens' group"),
    ("neighbourhood", "自治会・地域団体", "Neighbourhood association or local body"),
    ("university", "大学・研究機関", "University or research institute"),
    ("school", "学校", "School"),
    ("economic-organisation", "経済団体", "Economic organisation (chamber, federation)"),
    ("financial", "金融機関", "Financial institution"),
    ("medical-welfare", "医療・福祉法人", "Medical or welfare corporation"),
    ("primary-industry-body", "農林漁業団体", "Agricultural, forestry or fishery body"),
    ("administration", "行政", "Public administration"),
    ("citizen", "市民(個人)", "Citizen (individual)"),
    ("other", "その他", "Other"),
]

RESOURCE_KINDS = [
    ("people", "人材", "People"),
    ("technology", "技術", "Technology"),
    ("know-how", "ノウハウ", "Know-how"),
    ("data", "情報・データ", "Information and data"),
    ("goods", "物品・設備", "Goods and equipment"),
    ("place", "場所・フィールド", "Place or test field"),
    ("funds", "資金・協賛", "Funds and sponsorship"),
    ("network", "広報・ネットワーク", "Publicity and network"),
]

SECTORS = [
    ("agriculture-forestry", "農業、林業", "Agriculture and forestry"),
    ("fisheries", "漁業", "Fisheries"),
    ("mining", "鉱業、採石業、砂利採取業", "Mining and quarrying"),
    ("construction", "建設業", "Construction"),
    ("manufacturing", "製造業", "Manufacturing"),
    ("utilities", "電気・ガス・熱供給・水道業", "Electricity, gas, heat and water"),
    ("information", "情報通信業", "Information and communications"),
    ("transport", "運輸業、郵便業", "Transport and postal services"),
    ("trade", "卸売業、小売業", "Wholesale and retail trade"),
    ("finance", "金融業、保険業", "Finance and insurance"),
    ("real-estate", "不動産業、物品賃貸業", "Real estate and leasing"),
    (
        "professional",
        "学術研究、専門・技術サービス業",
        "Research, professional and technical services",
    ),
    ("hospitality", "宿泊業、飲食サービス業", "Accommodation and food services"),
    ("personal-services", "生活関連サービス業、娯楽業", "Personal services and amusement"),
    ("education", "教育、学習支援業", "Education and learning support"),
    ("medical-welfare", "医療、福祉", "Medical, health care and welfare"),
    ("compound-services", "複合サービス事業", "Compound services"),
    ("other-services", "サービス業（他に分類されないもの）", "Other services"),
    ("government", "公務", "Government"),
    ("unclassified", "分類不能の産業", "Unclassified"),
]

CATEGORIES = [
    ("exchange", "交流・対話", "Exchange and dialogue"),
    ("demonstration", "実証・実験", "Trial and demonstration"),
    ("business", "事業化・商品開発", "Business and product development"),
    ("public-relations", "啓発・人材育成", "Awareness and training"),
    ("research", "調査・研究", "Survey and research"),
]
