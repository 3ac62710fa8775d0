/** QUERY: every file of types that adds itself to the builder. */
import './access.ts';
import './administration.ts';
import './api-token.ts';
import './can.ts';
import './environment.ts';
import './event.ts';
import './event-list.ts';
import './event-types.ts';
import './grant.ts';
import './identity.ts';
import './log.ts';
import './node.ts';
import './organization.ts';
import './project.ts';
import './query.ts';
import './user.ts';
import './viewer.ts';
