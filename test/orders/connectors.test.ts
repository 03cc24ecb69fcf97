import { describeConnector } from './connector-conformance.ts';

describeConnector({
  name: 'truphone',
  create: 'Connect.CreateOrder',
  look: 'Connect.GetOrder',
  quote: 'Connect.GetProduct',
  list: 'Connect.ListProducts',
});
describeConnector({
  name: 'octopus',
  create: 'Octopus.CreateOrder',
  look: 'Octopus.GetOrder',
  quote: 'Octopus.Charges',
  list: 'Octopus.ListProducts',
});
