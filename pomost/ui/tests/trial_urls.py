"""The installation's addresses and one more: a page with a form that keeps drafts, for browser tests."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import RequestContext, Template
from django.urls import path
from django_cotton.compiler_regex import CottonCompiler

from pomost.config.urls import urlpatterns as installed

PAGE = """{% extends "base_panel.html" %}{% block content %}<div class="wrap"><h1>Trial</h1>
<form method="post">
{% csrf_token %}<c-kept seen="{{ seen }}" /><input type="hidden" name="seen" value="{{ seen }}">
<c-form-errors :form="form" /><c-fields :form="form" /><c-saved />
<button class="ds-button" type="submit">Send</button></form></div>{% endblock %}"""
stored = {"title": "", "seen": 1}


class TrialForm(forms.Form):
    title = forms.CharField(label="Title", max_length=200)
    days = forms.MultipleChoiceField(
        label="Days",
        choices=[("1", "one"), ("2", "two")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@login_required
def trial(request):
    form = TrialForm(request.POST or None, initial={"title": stored["title"]})
    if form.is_valid():
        stored.update(
            title=form.cleaned_data["title"], seen=stored["seen"] + 1, sent_seen=request.POST["seen"]
        )
        messages.success(request, "Stored")
        return redirect("/panel/proba/po/")
    context = {"form": form, "seen": stored["seen"]}
    template = Template(CottonCompiler().process(PAGE))
    return HttpResponse(template.render(RequestContext(request, context)), status=422 if form.errors else 200)


@login_required
def after(request):
    template = Template('{% extends "base_panel.html" %}{% block content %}<h1>After</h1>{% endblock %}')
    return HttpResponse(template.render(RequestContext(request, {})))


urlpatterns = [path("panel/proba/", trial), path("panel/proba/po/", after), *installed]
