// The page's own words, dates and sizes, in the language of a phone.

export class Words {
  constructor({ language, words }) {
    this.language = language;
    this.words = words;
    const locale = language === "en" ? "en-GB" : language; // the day before the month
    this.clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.calendar = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
    this.relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  }

  say(name, values = {}) {
    return this.words[name].replace(/\{(\w+)\}/g, (_whole, key) => `\u2068${values[key]}\u2069`);
  }

  time(date) {
    return this.clock.format(date);
  }

  /** "today", "yesterday", or the weekday and date. */
  day(date, now = new Date()) {
    const days = Math.round((midnight(date) - midnight(now)) / 86_400_000);
    return days > -2 && days < 1 ? this.relative.format(days, "day") : this.calendar.format(date);
  }

  size(bytes) {
    const [unit, value] = bytes < 1_000_000 ? ["kilobyte", bytes / 1000] : ["megabyte", bytes / 1_000_000];
    const digits = unit === "megabyte" && value < 10 ? 1 : 0;
    return new Intl.NumberFormat(this.language, {
      style: "unit",
      unit,
      maximumFractionDigits: digits,
    }).format(Math.max(value, unit === "kilobyte" ? 1 : 0));
  }

  percent(share) {
    return new Intl.NumberFormat(this.language, { style: "percent" }).format(share);
  }
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

export function dayOf(date) {
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}
