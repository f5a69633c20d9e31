from tomoni.portal.views.pages import home as desk
from tomoni.portal.views.pages import home as my
