"""Commands of models: what there is to choose from, and the choice that `setup --recommended` makes."""

import argparse
import os
import sys
from dataclasses import asdict, replace
from typing import Any

from bot.bilingual import Bilingual, Language, Say, say_in
from bot.cli.console import print_json, show_progress, tell
from bot.errors import HaeseolError
from bot.models.files import is_present, setup_model
from bot.models.files.catalogue import Model, look_up
from bot.models.files.disk import in_words
from bot.models.llm.providers import ENDPOINTS, key_variable
from bot.models.llm.recommendation import Forecast, Machine, forecast_ranked, measure_speed, recommend
from bot.models.llm.saved_choice import answering_models, remember
from bot.settings import DEFAULT_MODEL, Settings

Json = dict[str, Any]


def models(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """List the answering models: those of the catalogue, then the providers that are known by name."""
    rows = [_row(look_up(name), settings) for name in answering_models()]
    elsewhere = [
        {"model": endpoint.example, "address": endpoint.address, "key": key_variable(endpoint.example)}
        for endpoint in ENDPOINTS.values()
    ]
    if options.json:
        print_json({"models": rows, "elsewhere": elsewhere, "chosen": settings.model})
        return 0
    say = say_in(language)
    for row in rows:
        mark = "*" if row["name"] == settings.model else " "
        tell(f"{mark} {row['name']:20} {_describe(look_up(row['name']), say)}" + _here(row, say))
    tell(say("\n다른 곳에서 도는 모델 (HAESEOL_MODEL, 열쇠):", "\nElsewhere (HAESEOL_MODEL, key):"))
    for there in elsewhere:
        known = say("있음", "set") if os.environ.get(there["key"]) else say("없음", "not set")
        tell(f"  {there['model']}  {there['key']} ({known})")
    return 0


def choose_recommended(settings: Settings, language: Language, *, verify: bool) -> int:
    """Measure the built-in model, which is there, and fetch and choose the best one that suits this machine.

    Where none does the built-in one stays; where the hub does not give it everything stays as it was, and 1 is returned.
    """
    say = say_in(language)
    _tell(say("이 컴퓨터에서 기본 모델의 속도를 재고 있어요.", "Measuring the built-in model on this machine."))
    machine = _measure(settings)
    _tell(_describe_machine(machine, say))
    forecasts = forecast_ranked(machine, settings.cache)
    best = recommend(forecasts)
    for each in forecasts:
        if each is best:
            break
        _tell(f"{each.model.name}: {_objection(each, machine).in_(language)}")
    if best is None:
        _tell(
            say(
                f"이 컴퓨터에는 기본 모델 {DEFAULT_MODEL}이(가) 가장 알맞아요. 그대로 두었어요. 지금 다른 일로 바쁜 컴퓨터라면 "
                "한가할 때 다시 해 보세요. 다른 모델은 `haeseol setup --model 이름`으로 받을 수 있어요.",
                f"The built-in {DEFAULT_MODEL} suits this machine best and stays. If the machine is busy now, try again when it "
                "is not. `haeseol setup --model NAME` fetches another all the same.",
            )
        )
        return 0
    _tell(_describe_forecast(best, say))
    try:
        with show_progress(language) as report:
            place = setup_model(best.model.name, settings.cache, report, hub=settings.hub, verify=verify)
        remember(settings.home, best.model.name)
    except HaeseolError as error:
        _tell(f"haeseol: {error.message(language)}")
        _tell(
            say(
                f"바뀐 것은 없어요. 전처럼 {settings.model} 모델이 답해요.",
                f"Nothing was changed: {settings.model} answers as before.",
            )
        )
        return 1
    _tell(f"{best.model.name}: {place}")
    if settings.model_named and settings.model != best.model.name:
        _tell(
            say(
                f"HAESEOL_MODEL이 {settings.model}(으)로 정해져 있어서 그 모델이 먼저예요.",
                f"HAESEOL_MODEL names {settings.model}, which wins over it.",
            )
        )
    else:
        _tell(say(f"이제 {best.model.name} 모델이 답해요.", f"From now on {best.model.name} answers."))
    return 0


def _measure(settings: Settings) -> Machine:
    from bot.models.llm.active_model import open_model
    from bot.models.llm.chat_model import ChatModel

    model = open_model(replace(settings, model=DEFAULT_MODEL))
    assert isinstance(model, ChatModel)
    measure_speed(model, lambda: model.speed)
    return Machine.with_cache(settings.cache, model.speed, DEFAULT_MODEL)


def _row(model: Model, settings: Settings) -> Json:
    return {
        "name": model.name,
        "size": model.size,
        "about": model.is_approximate,
        "memory": model.memory,
        "licence": model.licence,
        "notice": model.notice,
        "conditions": None if model.conditions is None else asdict(model.conditions),
        "here": is_present(model.name, settings.cache),
    }


def _here(row: Json, say: Say) -> str:
    return say(" · 이 컴퓨터에 있음", " · on this computer") if row["here"] else ""


def _describe(model: Model, say: Say) -> str:
    about = say("약 ", "about ") if model.is_approximate else ""
    asked = "" if model.conditions is None else f" ({say(model.conditions.ko, model.conditions.en)})"
    memory = say(f"메모리 약 {in_words(model.memory)}", f"about {in_words(model.memory)} of memory")
    return " · ".join(
        part for part in (f"{about}{in_words(model.size)}", memory, f"{model.licence}{asked}", model.notice) if part
    )


def _describe_machine(machine: Machine, say: Say) -> str:
    memory = in_words(machine.memory) if machine.memory is not None else "?"
    read, written, free = round(machine.speed.reading), round(machine.speed.writing), in_words(machine.free)
    return say(
        f"이 컴퓨터: 코어 {machine.cores}개, 메모리 {memory}, 빈 공간 {free}. 기본 모델은 지금 1초에 {read}토큰을 읽고 "
        f"{written}토큰을 써요.",
        f"This machine: {machine.cores} cores, {memory} of memory, {free} free. Now the built-in model reads {read} and writes "
        f"{written} tokens a second.",
    )


def _describe_forecast(best: Forecast, say: Say) -> str:
    read, written = round(best.speed.reading), round(best.speed.writing)
    return say(
        f"권하는 모델: {best.model.name} · {_describe(best.model, say)}. 예상: 1초에 {read}토큰을 읽고 {written}토큰을 써서, "
        f"첫 글자까지 {best.first_word:.0f}초쯤.",
        f"Recommended: {best.model.name} · {_describe(best.model, say)}. Expected: it reads {read} and writes {written} tokens a "
        f"second, so that the first word of an answer comes after about {best.first_word:.0f} s.",
    )


def _objection(each: Forecast, machine: Machine) -> Bilingual:
    """Return why a model is not recommended."""
    model = each.model
    if each.obstacle == "memory":
        total = in_words(machine.memory or 0)
        return Bilingual(
            ko=f"메모리가 약 {in_words(model.memory)} 필요한데 이 컴퓨터는 {total}예요.",
            en=f"needs about {in_words(model.memory)} of memory, and this machine has {total}.",
        )
    if each.obstacle == "disk":
        return Bilingual(
            ko=f"{in_words(model.size)}를 받을 빈 공간이 모자라요({in_words(machine.free)}).",
            en=f"takes {in_words(model.size)}, and {in_words(machine.free)} are free.",
        )
    return Bilingual(
        ko=f"느려요. 첫 글자까지 {each.first_word:.0f}초쯤, 그다음 1초에 {each.speed.writing:.0f}토큰일 거예요.",
        en=f"would be slow: about {each.first_word:.0f} s to the first word, then {each.speed.writing:.0f} tokens a second.",
    )


def _tell(words: str) -> None:
    tell(words, file=sys.stderr)
