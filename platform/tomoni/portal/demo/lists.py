"""A list of organisations that Kakegawa's staff are about to take over, checked and not imported.

It has what real lists have: rows that are fine, one to be mended, one that is there already.
"""

import csv
import io

from django.core.files.base import ContentFile

from partners.bulk import importing
from tomoni.portal.demo.world import World

NAME = "環境フェア出展団体.csv"
HEADERS = ["団体名", "フリガナ", "区分", "郵便番号", "所在地", "電話番号", "活動内容", "SDGsの目標"]
ROWS = [
    [
        "㈲髙﨑ほうき店",
        "タカサキホウキテン",
        "企業",
        "４３６－００２２",
        "掛川市上張９９９番地",
        "０５３７（２１）００００",
        "地元のホウキモロコシを育て、手編みのほうきを作っています。小学校で出前授業もします。",
        "⑫⑮",
    ],
    [
        "川根みずべの会",
        "カワネミズベノカイ",
        "ボランティア団体",
        "436-0047",
        "掛川市長谷888-2",
        "0537-21-0001",
        "月に一度、川の水生生物を調べ、ごみを拾っています。",
        "6、14",
    ],
    [
        "こども図書室 ひなた",
        "コドモトショシツヒナタ",
        "NPO法人",
        "436-00",
        "掛川市城下777",
        "なし",
        "空き店舗を借りて、週に三日、子どもの本を貸し出しています。",
        "4",
    ],
    [
        "出張自転車修理 まわる",
        "シュッチョウジテンシャシュウリマワル",
        "個人事業主",
        "436-0079",
        "掛川市掛川666-1",
        "0537-21-0002",
        "家や職場へうかがって自転車を直し、部品を捨てずに生かします。",
        "11・12・13",
    ],
]


def add_list(world: World) -> None:
    """Upload and check the list as the municipality's manager does."""
    city, by = world.cities["kakegawa"], world.staff["kakegawa"]
    twin = world.partners["midorizaka-seicha"]
    rows = [*ROWS, [twin.name, "", "企業", "", twin.address, "", "", ""]]
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows([["環境フェア出展団体の名簿"], [], HEADERS, *rows])
    file = ContentFile(lines.getvalue().encode("cp932"))
    source = importing.upload_list(file, NAME, municipality=city, by=by)
    importing.check_list(
        source,
        header=(source.header_first, source.header_last),
        columns=source.columns,
        default_type=None,
        approves=False,
    )
    importing.run_check(source)()
