/** QUERY: the root of all queries; the other files add their fields. */
import { builder } from '../builder.ts';

builder.queryType({
  description:
    'What can be asked, now or, with @asOf, of any moment. What the caller may not see does not exist for them.',
});
