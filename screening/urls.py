from django.urls import URLPattern, path

from screening.views import accounts, audit, demo, enrol, form, history, judge, log, paper, screenings, sign, verdict, worklist

app_name = "screening"
urlpatterns: list[URLPattern] = [
    path("", accounts.home, name="home"),
    path("demo/", demo.demo, name="demo"),
    path("demo/remove/", demo.remove, name="demo_remove"),
    path("help/", accounts.help_page, name="help"),
    path("help/shortcuts/", accounts.shortcuts_page, name="shortcuts"),
    path("worksheet.pdf", paper.worksheet, name="worksheet"),
    path("worklist/", worklist.worklist, name="worklist"),
    path("log/", log.log, name="log"),
    path("enrolments/", log.enrolments, name="enrolments"),
    path("exports/<slug:name>.<slug:form>", log.export, name="export"),
    path("audit/", audit.audit, name="audit"),
    path("audit/export/", audit.export, name="audit_export"),
    path("screenings/new/", screenings.new, name="new"),
    path("screenings/<str:number>/", screenings.screening, name="screening"),
    path("screenings/<str:number>/next/", screenings.next_field, name="next"),
    path("screenings/<str:number>/verdict/", verdict.verdict, name="verdict"),
    path("screenings/<str:number>/verdict/<str:code>/", verdict.criterion, name="criterion"),
    path("screenings/<str:number>/judge/", judge.judge, name="judge"),
    path("screenings/<str:number>/sign/", sign.sign, name="sign"),
    path("screenings/<str:number>/enrol/", enrol.enrol, name="enrol"),
    path("screenings/<str:number>/withdraw/", screenings.withdraw, name="withdraw"),
    path("screenings/<str:number>/rescreen/", screenings.rescreen, name="rescreen"),
    path("screenings/<str:number>/history/", history.history, name="history"),
    path("screenings/<str:number>/checklist.pdf", paper.checklist, name="checklist"),
    path("screenings/<str:number>/form/<str:section>/", form.section, name="form"),
]
