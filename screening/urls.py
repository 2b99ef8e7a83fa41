from django.urls import URLPattern, path

from screening.views import form

app_name = "screening"
urlpatterns: list[URLPattern] = [
    path("screenings/<str:number>/form/<str:section>/", form.section, name="form"),
]
