"""Which prefectures share a border on land or by a bridge or tunnel, and how far two points are."""

from functools import cache
from math import asin, cos, radians, sin, sqrt

_BORDERS = """
北海道: 青森県
青森県: 岩手県 秋田県
岩手県: 宮城県 秋田県
宮城県: 秋田県 山形県 福島県
秋田県: 山形県
山形県: 福島県 新潟県
福島県: 茨城県 栃木県 群馬県 新潟県
茨城県: 栃木県 埼玉県 千葉県
栃木県: 群馬県 埼玉県
群馬県: 埼玉県 新潟県 長野県
埼玉県: 千葉県 東京都 山梨県 長野県
千葉県: 東京都 神奈川県
東京都: 神奈川県 山梨県
神奈川県: 山梨県 静岡県
新潟県: 富山県 長野県
富山県: 石川県 長野県 岐阜県
石川県: 福井県 岐阜県
福井県: 岐阜県 滋賀県 京都府
山梨県: 長野県 静岡県
長野県: 岐阜県 静岡県 愛知県
岐阜県: 愛知県 三重県 滋賀県
静岡県: 愛知県
愛知県: 三重県
三重県: 滋賀県 京都府 奈良県 和歌山県
滋賀県: 京都府
京都府: 大阪府 兵庫県 奈良県
大阪府: 兵庫県 奈良県 和歌山県
兵庫県: 鳥取県 岡山県 徳島県
奈良県: 和歌山県
鳥取県: 島根県 岡山県 広島県
島根県: 広島県 山口県
岡山県: 広島県 香川県
広島県: 山口県 愛媛県
山口県: 福岡県
徳島県: 香川県 愛媛県 高知県
香川県: 愛媛県
愛媛県: 高知県
福岡県: 佐賀県 熊本県 大分県
佐賀県: 長崎県
熊本県: 大分県 宮崎県 鹿児島県
大分県: 宮崎県
宮崎県: 鹿児島県
"""


@cache
def borders() -> frozenset[tuple[str, str]]:
    """Every pair of neighbouring prefectures, in both orders."""
    pairs = set()
    for line in _BORDERS.strip().splitlines():
        one, _, others = line.partition(": ")
        for other in others.split():
            pairs |= {(one, other), (other, one)}
    return frozenset(pairs)


def are_neighbours(one: str, other: str) -> bool:
    """Whether two prefectures border on each other; a prefecture is no neighbour of itself."""
    return (one, other) in borders()


EARTH = 6_371.0  # kilometres, its mean radius


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The way as the crow flies between two points, each latitude and longitude in degrees."""
    (north, east), (south, west) = (map(radians, point) for point in (one, other))
    height, width = sin((south - north) / 2) ** 2, sin((west - east) / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(1.0, height + cos(north) * cos(south) * width)))
