from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("home")


goal_detail = field_detail = municipality_detail = municipality_brand = home
accessibility = privacy = terms = set_language = home
