/** ES10a: addresses (SGP.22 v2.5 §5.7.3, §5.7.4). */

import {
  EuiccConfiguredAddressesRequest,
  EuiccConfiguredAddressesResponse,
  SetDefaultDpAddressRequest,
  SetDefaultDpAddressResponse,
} from '../rsp/index.ts';
import { es10Function, refusedUnlessOk } from './function.ts';

export const getEuiccConfiguredAddresses = es10Function('ES10a.GetEuiccConfiguredAddresses', '5.7.3', {
  tag: 0xbf3c,
  request: EuiccConfiguredAddressesRequest,
  response: EuiccConfiguredAddressesResponse,
});

export const setDefaultDpAddress = es10Function('ES10a.SetDefaultDpAddress', '5.7.4', {
  tag: 0xbf3f,
  request: SetDefaultDpAddressRequest,
  response: SetDefaultDpAddressResponse,
  refusal: (response) => refusedUnlessOk(response.setDefaultDpAddressResult),
});
