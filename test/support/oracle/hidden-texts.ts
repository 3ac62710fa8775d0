/** ORACLE: the texts that no answer to a viewer may hold, whatever was asked and whatever went wrong. */
import { type Personal, valueBehind } from './personal.ts';
import { portalTexts } from './portal-visibility.ts';
import { setTexts } from './set-visibility.ts';
import type { Verdict, Viewing } from './viewing.ts';
import { userNames } from './views.ts';
import {
  emailVerdict,
  environmentsVerdict,
  invitationVerdict,
  nameVerdict,
  organizationVerdict,
  projectVerdict,
} from './visibility.ts';
import { living, type World } from './world.ts';

/** A text, and what the viewer may see of the thing that bears it. */
interface Borne {
  readonly text: string;
  readonly verdict: Verdict;
}

/** What nothing that the viewer is told may hold. */
export interface Hidden {
  /** As they are spelt: one may be shown but for its case, and not be hidden in other places. */
  readonly spelt: readonly string[];
  /** In lower case: those that are shown in no case. */
  readonly folded: readonly string[];
}

/**
 * Emails and names of people, handles, labels, titles and ids that only hidden things bear. `world` is the head: what
 * was called otherwise, or is gone, is hidden all the same.
 */
export function hiddenTexts(viewing: Viewing, world: World, personal: Personal): Hidden {
  return hiddenAmong([
    ...people(viewing, world, personal),
    ...organizations(viewing, world),
    ...projects(viewing, world),
    ...invitations(viewing, world, personal),
    ...portalTexts(viewing, world),
    ...setTexts(viewing, world),
  ]);
}

export function hiddenAmong(borne: readonly Borne[]): Hidden {
  const folded = borne.map(({ text, verdict }) => ({ text: text.toLowerCase(), verdict }));
  return { spelt: unseen(borne), folded: unseen(folded) };
}

function unseen(borne: readonly Borne[]): string[] {
  const open = new Set(borne.filter(({ verdict }) => verdict !== 'HIDDEN').map(({ text }) => text));
  const hidden = new Set(borne.filter(({ verdict }) => verdict === 'HIDDEN').map(({ text }) => text));
  // A name may be the first part of an email, and is seen with it.
  const isSeen = (text: string) => [...open].some((shown) => shown.includes(text));
  // What is shorter than a word stands in any answer.
  return [...hidden].filter((text) => text.length > 3 && !isSeen(text));
}

/** What of it the viewer is told, and did not send, in whatever case (texts are taken as NFC). */
export function toldOf({ spelt, folded }: Hidden, said: unknown, sent: unknown): string[] {
  const answer = JSON.stringify(said);
  const own = JSON.stringify(sent).normalize('NFC').toLowerCase();
  const told = [
    ...spelt.filter((text) => answer.includes(jsonText(text))),
    ...folded.filter((text) => answer.toLowerCase().includes(jsonText(text))),
  ];
  return told.filter((text) => !own.includes(jsonText(text).toLowerCase()));
}

/** A text as it stands in JSON, without its quotes. */
export function jsonText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Of a person, only how they are called at the moment asked about may be seen: the log holds no names. */
function people(viewing: Viewing, world: World, personal: Personal): Borne[] {
  const asked = living(viewing.asked.world.users);
  return world.users.flatMap((version) => {
    const { email, name } = userNames(version, personal);
    const current = asked.find((one) => one.id === version.id);
    const verdictOf = (same: boolean, verdict: (viewing: Viewing, user: string) => Verdict): Verdict =>
      same ? verdict(viewing, version.id) : 'HIDDEN';
    return [
      { text: email ?? '', verdict: verdictOf(current?.email === version.email, emailVerdict) },
      { text: name ?? '', verdict: verdictOf(current?.name === version.name, nameVerdict) },
    ];
  });
}

/** Of an organization, the log tells those who may read it every name that it had. */
function organizations(viewing: Viewing, world: World): Borne[] {
  return world.organizations.flatMap((version) => {
    const verdict = organizationVerdict(viewing, version);
    return [version.id, version.name, version.label].map((text) => ({ text, verdict }));
  });
}

/** An invitation shows its email, and to the user whom it is for what its target is called. */
function invitations(viewing: Viewing, world: World, personal: Personal): Borne[] {
  return world.invitations.flatMap((version) => {
    const verdict = invitationVerdict(viewing, personal, version);
    const named = verdict === 'SHOWN' ? 'EITHER' : 'HIDDEN';
    const targets = [...world.organizations, ...world.projects].filter(({ id }) => id === version.targetId);
    return [
      { text: version.id, verdict },
      { text: valueBehind(personal, version.email) ?? '', verdict },
      ...targets.map(
        (target): Borne => ({ text: 'label' in target ? target.label : target.title, verdict: named }),
      ),
    ];
  });
}

function projects(viewing: Viewing, world: World): Borne[] {
  return world.projects.flatMap((version) => {
    const verdict = projectVerdict(viewing, version);
    const environments = world.environments.filter((one) => one.projectId === version.id);
    const inside = environmentsVerdict(viewing, version);
    return [
      { text: version.id, verdict },
      { text: version.title, verdict },
      ...environments.map(({ id }) => ({ text: id, verdict: inside })),
    ];
  });
}
