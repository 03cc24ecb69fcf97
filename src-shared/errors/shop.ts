import { defineErrors } from './define.ts';

/** Shops from which activation codes are ordered, and orders. No text of a token or a code is in any of them. */
export const shopErrors = defineErrors('shop', {
  shop_not_found: ['There is no account {id} at a shop', 'List them with `euicc-workbench shop list`.'],
  shop_label_taken: [
    'There is an account {label} already',
    'Give another label, or remove the other account.',
  ],
  shop_address_invalid: [
    'The address of the shop cannot be used: {reason}',
    'Give it as its documentation does, as https://api.example.com; plain http is for this machine alone.',
  ],
  shop_token_malformed: [
    'The token of the shop cannot be sent: {reason}',
    'Copy the token alone, without the text around it.',
  ],
  shop_simulated_absent: [
    'The simulated shop {shop} does not run',
    'Start the workbench without --no-simulator, and with the simulated bench in order.',
  ],
  shop_simulated_kept: [
    'The account {shop} belongs to the simulated bench',
    'It comes and goes with the bench; only accounts that were added can be changed or removed.',
  ],
  shop_unreachable: [
    'The shop {shop} cannot be reached: {reason}',
    'Check its address and the network. Nothing was sent to it.',
  ],
  shop_silent: [
    'The shop {shop} was asked and its answer did not come whole: {reason}',
    'What was asked may have been done. Orders are looked up before anything is tried again.',
  ],
  shop_timeout: [
    'The shop {shop} did not answer within {seconds} s',
    'What was asked may have been done. Orders are looked up before anything is tried again.',
  ],
  shop_redirect: [
    'The shop {shop} answers with a redirect (HTTP {status}), which is not followed: the token is for it alone',
    'Give the account the address at which the shop answers itself.',
  ],
  shop_too_large: [
    'The answer of the shop {shop} is larger than {limit} bytes',
    'Check that the address is that of the shop.',
  ],
  shop_answer_invalid: [
    'The answer of the shop {shop} is not as documented ({path}: {reason})',
    'Check that the address is that of the shop; if it is, report the field that is named.',
  ],
  shop_token_wrong: [
    'The shop {shop} does not take the token of the account (HTTP 401)',
    'The token may have run out: give the account a new one with `euicc-workbench shop token`. Its orders wait, and go on with that.',
  ],
  shop_login_refused: [
    'The shop {shop} does not take the API key and secret of the account',
    'Look both up at the shop and give them anew with `euicc-workbench shop token --login`. Its orders wait, and go on with that.',
  ],
  shop_login_unsupported: [
    'For the shop {shop} no login is known that gives tokens',
    'Give the account a token.',
  ],
  shop_forbidden: [
    'The shop {shop} does not allow it (HTTP 403): {reason}',
    'Ask the shop for the right, and whether it takes requests from this address.',
  ],
  shop_rate_limited: [
    'The shop {shop} takes no more requests for {seconds} s (HTTP {status})',
    'Wait; orders that are followed are asked about again by themselves.',
  ],
  shop_failed: ['The shop {shop} has failed (HTTP {status})', 'Try again later.'],
  shop_refused: [
    'The shop {shop} refuses (HTTP {status}, {code}): {reason}',
    'Correct what it names and try again. This request has ordered nothing.',
  ],
  shop_product_unknown: [
    'The shop {shop} has no product {product}',
    'List what it has with `euicc-workbench shop products`.',
  ],
  shop_country_needed: [
    'The shop {shop} has more than {limit} products',
    'Name a country, as --country JPN.',
  ],
  order_not_found: ['There is no order {id}', 'List them with `euicc-workbench order list`.'],
  order_key_used: [
    'The key was given for another order, {id}',
    'Look at order {id}. For another order, give another key.',
  ],
  order_price_changed: [
    'The shop {shop} now wants {found}, and {expected} was agreed',
    'Nothing was ordered. Look at the price and order anew.',
  ],
  order_topup_unsupported: [
    'The shop {shop} has no top-ups',
    'Order a new profile; there an order is always a new one.',
  ],
  order_field_unsupported: [
    'The shop {shop} has no {field} in its orders',
    'Leave {field} out, or order from another shop.',
  ],
  order_iccid_missing: [
    'A top-up needs the ICCID of the profile that is installed',
    'Give it, as the card or the label shows it.',
  ],
  order_failed: [
    'The shop {shop} could not deliver the order ({code}): {reason}',
    'Order something else, or ask the shop; by its terms what was paid is given back.',
  ],
  order_cancelled: ['The shop {shop} has cancelled the order', 'Ask the shop why, and order anew.'],
  order_outcome_unknown: [
    'Whether the shop {shop} has taken the order is not known ({reason})',
    'Look for the order at the shop, then say what became of it with `euicc-workbench order resolve`. It is not ordered again.',
  ],
  order_code_gone: [
    'The shop {shop} has delivered, and does not tell the activation code any more: the profile is installed somewhere',
    'Look for the ICCID on your cards; only the shop can help where it is on none.',
  ],
  order_code_known: [
    'The shop {shop} has delivered code {code}, which order {id} has brought already',
    'There is one code for both orders: ask the shop for the other one.',
  ],
  order_code_missing: [
    'The shop {shop} says delivered, and sends no activation code',
    'It is asked again. If none comes, ask the shop.',
  ],
  order_code_unusable: [
    'The shop {shop} has sent an activation code that is none ({reason})',
    'It is asked again. If it stays so, ask the shop.',
  ],
  order_not_unknown: [
    'Order {id} is {status}: what became of it is known',
    'Only an order of unknown outcome is resolved.',
  ],
  order_remote_taken: [
    'The order {remoteId} of the shop is order {id} here already',
    'Compare the times of both, and give the other one.',
  ],
  order_account_gone: [
    'The account of order {id} was removed, so the shop is asked about it no more',
    'What is known of it stays. If it has brought no code, look for it at the shop.',
  ],
  order_not_placed: [
    'Order {id} is not known to have arrived at the shop',
    'Wait until it is placed, or refresh it.',
  ],
  order_not_sent: [
    'The order could not be placed within an hour; nothing of it has left this machine',
    'Order anew where it is still wanted.',
  ],
  order_not_listed: [
    'The shop {shop} may have taken the order, and does not list it',
    'It is looked up again for an hour. If it is not found, look for it at the shop before you order anew.',
  ],
  order_given_up: [
    'The order was never taken by the shop, as was said of it',
    'Order anew where it is still wanted.',
  ],
  order_notify_unsupported: [
    'The shop {shop} tells nobody by e-mail',
    'The order is followed here, and its code is put into the vault.',
  ],
});
