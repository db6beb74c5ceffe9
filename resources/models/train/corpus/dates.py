# SPDX-License-Identifier: Apache-2.0
"""Dates and times, in the many ways they are written."""
import datetime

MONTHS = ("January February March April May June July August September October November December").split()
DAYS = ("Monday Tuesday Wednesday Thursday Friday Saturday Sunday").split()
FIRST_DAY = datetime.date(2019, 1, 1)
DAY_RANGE = 4700


def some_day(scene):
    return FIRST_DAY + datetime.timedelta(days=scene.random.randrange(DAY_RANGE))


def ordinal(number):
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def written(day, random, with_year=True):
    month, short = MONTHS[day.month - 1], MONTHS[day.month - 1][:3]
    year = f" {day.year}" if with_year else ""
    comma_year = f", {day.year}" if with_year else ""
    shapes = [f"{day.day} {month}{year}", f"{month} {day.day}{comma_year}", f"{day.day} {short}{year}", f"{short} {day.day}{comma_year}",
              f"{ordinal(day.day)} of {month}{year}", f"{month} {ordinal(day.day)}{comma_year}"]
    if with_year:
        shapes += [day.isoformat()] * 3 + [f"{day.day:02d}.{day.month:02d}.{day.year}", f"{day.day:02d}/{day.month:02d}/{day.year}",
                                           f"{day.day}.{day.month}.{day.year}"]
        if day.day > 12:  # else nobody can tell which is the month
            shapes.append(f"{day.month:02d}/{day.day:02d}/{day.year}")
    else:
        shapes += [f"{day.day:02d}.{day.month:02d}.", f"{day.day}/{day.month}"]
    return random.choice(shapes)


def date_text(scene):
    return written(some_day(scene), scene.random, scene.random.random() < 0.75)


def day_phrase(scene):
    """When, as people say it."""
    random = scene.random
    day = random.choice(DAYS)
    return random.choice((day, day, f"next {day}", "tomorrow", "today", f"this {day}", "the day after tomorrow", f"in {random.randint(2, 14)} days",
                          "next week", written(some_day(scene), random, False), written(some_day(scene), random, True)))


def time_text(scene):
    random = scene.random
    hour, minute = random.randint(0, 23), random.choice((0, 0, 0, 15, 30, 45, random.randint(1, 59)))
    half = "am" if hour < 12 else "pm"
    hour12 = hour % 12 or 12
    shapes = [f"{hour}:{minute:02d}", f"{hour:02d}:{minute:02d}", f"{hour12}:{minute:02d} {half}", f"{hour12}:{minute:02d}{half}"]
    if minute == 0:
        shapes += [f"{hour12} {half}", f"{hour12}{half}", f"{hour12} o'clock", f"{hour12} p.m." if half == "pm" else f"{hour12} a.m."]
    return random.choice(shapes)


def iso(text_day):
    return text_day.isoformat()
