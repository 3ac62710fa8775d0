/** READ: a user's access to an Instance or a Partner as the API shows it: the level, and the grant that it is. */
import { LEVELS, type Levelled, type LevelOn } from '../../grants/levels.ts';
import { inOrder, type Right } from '../../grants/rights.ts';
import { standingOn } from '../standing-on.ts';
import type { InstanceView, PartnerView, UserView } from './entity-views.ts';
import { GrantView } from './grant-view.ts';
import type { Held } from './project-access.ts';

interface Things {
  readonly Instance: InstanceView;
  readonly Partner: PartnerView;
}

/** Properties are worked out when they are asked for. */
export class LevelAccess<Type extends Levelled> {
  readonly user: UserView;
  readonly thing: Things[Type];
  readonly #held: Held;

  constructor(user: UserView, thing: Things[Type], held: Held) {
    this.user = user;
    this.thing = thing;
    this.#held = held;
  }

  get level(): LevelOn<Type> {
    return this.#held.value as LevelOn<Type>;
  }

  get rights(): readonly Right[] {
    return inOrder(standingOn(this.thing.__typename, this.#held).rights);
  }

  get grant(): GrantView {
    const { user: subject, thing: target } = this;
    return new GrantView({ kind: LEVELS[target.__typename].name, ...this.#held, subject, target });
  }
}
