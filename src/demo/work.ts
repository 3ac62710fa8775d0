/** COMMAND: the work of the demonstration set's year: people who join, are given roles, change and lose them. */
import { add, change, email, join, type Moment, register, remove } from './vocabulary.ts';

interface Workplace {
  readonly organization: string;
  /** Who gives the roles: its owner. */
  readonly lead: string;
  /** Projects that last the whole year. */
  readonly projects: readonly string[];
  readonly people: readonly string[];
}

const WORKPLACES: readonly Workplace[] = [
  {
    organization: 'harbor',
    lead: 'Olga',
    projects: ['Tracking', 'Fleet App', 'Billing Portal'],
    people: ['Carla', 'Emil', 'Finn', 'Greta', 'Jonas', 'Kim', 'Lee', 'Nils', 'Pavel', 'Rosa'],
  },
  {
    organization: 'lumen',
    lead: 'Hugo',
    projects: ['Reader', 'Editorial'],
    people: ['Sven', 'Tara', 'Umar', 'Wim', 'Yara', 'Arne', 'Bea', 'Cem', 'Dora'],
  },
  {
    organization: 'orchard',
    lead: 'Ines',
    projects: ['Patient Portal', 'Scheduling', 'Lab Results'],
    people: ['Fay', 'Gus', 'Hana', 'Ivo', 'Jana', 'Karl', 'Max', 'Nora', 'Quinn'],
  },
];

const ROLES = [
  'VIEWER',
  'DEVELOPMENT:VIEWER',
  'DEVELOPMENT:CONTRIBUTOR',
  'STAGING:VIEWER DEVELOPMENT:CONTRIBUTOR',
  'STAGING:CONTRIBUTOR DEVELOPMENT:ADMIN',
  'PRODUCTION:VIEWER STAGING:CONTRIBUTOR DEVELOPMENT:ADMIN',
  'ADMIN',
];

const DAY = 24 * 60 * 60 * 1000;
const FIRST_DAY = Date.UTC(2025, 1, 4, 8);
const LAST_DAY = Date.UTC(2025, 11, 19, 20);

/** Everything that happens to everybody, in no order. Each person's year is a story of its own. */
export function yearOfWork(): Moment[] {
  return WORKPLACES.flatMap((place, number) =>
    place.people.flatMap((person, index) => yearOf(person, place, number * 16 + index)),
  );
}

/** `seat` tells people apart: it sets their minute of the hour, so that no two moments fall together, and their luck. */
function yearOf(person: string, place: Workplace, seat: number): Moment[] {
  const chance = dice(seat + 1);
  const lead = email(place.lead);
  let time = FIRST_DAY + seat * DAY + seat * 60_000;
  const moment = (actor: string, ...commands: Moment['commands']): Moment => ({
    occurredAt: new Date(time).toISOString(),
    actor,
    commands,
  });
  const moments = [moment(lead, register(person), join(place.organization, person))];
  const held = new Map<string, string>();
  for (;;) {
    time += (5 + chance(40)) * DAY;
    if (time > LAST_DAY) return moments;
    const project = pick(place.projects, chance);
    const role = pick(ROLES, chance);
    const before = held.get(project);
    if (before === undefined) {
      moments.push(moment(lead, add(place.organization, project, person, role)));
      held.set(project, role);
    } else if (before === role || chance(4) === 0) {
      moments.push(moment(lead, remove(place.organization, project, person)));
      held.delete(project);
    } else {
      moments.push(moment(lead, change(place.organization, project, person, role)));
      held.set(project, role);
    }
  }
}

function pick(from: readonly string[], chance: (sides: number) => number): string {
  return from[chance(from.length)] ?? '';
}

/** A die that always falls alike: the generator "minimal standard" of Park and Miller (1988). */
function dice(seed: number): (sides: number) => number {
  let state = seed * 7919;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * sides);
  };
}
