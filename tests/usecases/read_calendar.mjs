// Reads calendar files as Thunderbird does (ical.js); a JSON list of files comes in, a list of what is in each goes out.
import ICAL from "ical.js";

const words = (component, name) => component.getFirstPropertyValue(name)?.toString() ?? null;

const instant = (event, name) => event.getFirstPropertyValue(name).convertToZone(ICAL.Timezone.utcTimezone).toString();

function read(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents("vevent").map((event) => ({
    method: words(calendar, "method"),
    uid: words(event, "uid"),
    sequence: event.getFirstPropertyValue("sequence"),
    stamp: words(event, "dtstamp"),
    status: words(event, "status"),
    title: words(event, "summary"),
    about: words(event, "description"),
    place: words(event, "location"),
    organiser: event.getFirstProperty("organizer").getFirstParameter("cn"),
    starts: instant(event, "dtstart"),
    ends: instant(event, "dtend"),
  }));
}

let input = "";
for await (const chunk of process.stdin) input += chunk;
console.log(JSON.stringify(JSON.parse(input).map(read)));
