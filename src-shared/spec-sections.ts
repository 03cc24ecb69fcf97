/** Where SGP.22 v2.5 defines a function, by the name under which steps and errors have it. */
const sections: Readonly<Record<string, string>> = {
  'ES9+.InitiateAuthentication': '§5.6.1',
  'ES9+.GetBoundProfilePackage': '§5.6.2',
  'ES9+.AuthenticateClient': '§5.6.3',
  'ES9+.HandleNotification': '§5.6.4',
  'ES9+.CancelSession': '§5.6.5',
  'ES11.InitiateAuthentication': '§5.8.1',
  'ES11.AuthenticateClient': '§5.8.2',
  'ES10a.GetEuiccConfiguredAddresses': '§5.7.3',
  'ES10a.SetDefaultDpAddress': '§5.7.4',
  'ES10b.PrepareDownload': '§5.7.5',
  'ES10b.LoadBoundProfilePackage': '§5.7.6',
  'ES10b.GetEUICCChallenge': '§5.7.7',
  'ES10b.GetEUICCInfo1': '§5.7.8',
  'ES10b.GetEUICCInfo2': '§5.7.8',
  'ES10b.ListNotification': '§5.7.9',
  'ES10b.RetrieveNotificationsList': '§5.7.10',
  'ES10b.RemoveNotificationFromList': '§5.7.11',
  'ES10b.LoadCRL': '§5.7.12',
  'ES10b.AuthenticateServer': '§5.7.13',
  'ES10b.CancelSession': '§5.7.14',
  'ES10c.GetProfilesInfo': '§5.7.15',
  'ES10c.EnableProfile': '§5.7.16',
  'ES10c.DisableProfile': '§5.7.17',
  'ES10c.DeleteProfile': '§5.7.18',
  'ES10c.eUICCMemoryReset': '§5.7.19',
  'ES10c.GetEID': '§5.7.20',
  'ES10c.SetNickname': '§5.7.21',
  'ES10b.GetRAT': '§5.7.22',
};

/** `§5.7.6` for `ES10b.LoadBoundProfilePackage`; undefined for what the specification does not know. */
export function sectionOf(name: string): string | undefined {
  return Object.hasOwn(sections, name) ? sections[name] : undefined;
}
