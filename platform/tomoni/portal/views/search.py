from tomoni.portal.views.pages import home as search
