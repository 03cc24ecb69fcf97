import type { Translations } from '../speak.ts';

const readAgain = 'Lesen Sie die Karte neu und wählen Sie eines ihrer Profile.';
const nothing = 'Nichts zu tun.';
const report = 'Melden Sie es dem Betreiber des SM-DP+.';
const noProfile = 'kein solches Profil auf der Karte';
const busy: readonly [string, string] = [
  'eine proaktive Sitzung läuft',
  'Setzen Sie die Karte zurück und versuchen Sie es wieder.',
];
const noSession: readonly [string, string] = [
  'die Karte hat keine Sitzung',
  'Versuchen Sie es wieder; etwas hat die Karte zwischen zwei Schritten zurückgesetzt.',
];
const ownCi = 'Laden Sie eine Liste des eigenen CI der Karte.';

export const es10: Translations['es10'] = {
  results: {
    'EnableProfile/iccidOrAidNotFound': [noProfile, readAgain],
    'EnableProfile/profileNotInDisabledState': ['das Profil ist schon aktiv', nothing],
    'EnableProfile/disallowedByPolicy': [
      'das aktive Profil darf nicht deaktiviert werden (Regel PPR1)',
      'Sein Betreiber muss die Regel aufheben, bevor ein anderes Profil aktiviert werden kann.',
    ],
    'EnableProfile/wrongProfileReenabling': [
      'ein Testprofil ist aktiv, und nur das Profil davor darf jetzt aktiviert werden',
      'Deaktivieren Sie zuerst das Testprofil.',
    ],
    'EnableProfile/catBusy': busy,
    'DisableProfile/iccidOrAidNotFound': [noProfile, readAgain],
    'DisableProfile/profileNotInEnabledState': ['das Profil ist nicht aktiv', nothing],
    'DisableProfile/disallowedByPolicy': [
      'das Profil darf nicht deaktiviert werden (Regel PPR1)',
      'Sein Betreiber muss die Regel aufheben.',
    ],
    'DisableProfile/catBusy': busy,
    'DeleteProfile/iccidOrAidNotFound': [noProfile, readAgain],
    'DeleteProfile/profileNotInDisabledState': [
      'das Profil ist aktiv',
      'Deaktivieren Sie es zuerst, dann löschen Sie es.',
    ],
    'DeleteProfile/disallowedByPolicy': [
      'das Profil darf nicht gelöscht werden (Regel PPR2)',
      'Sein Betreiber muss die Regel aufheben; ein Zurücksetzen des Speichers löscht es trotzdem.',
    ],
    'SetNickname/iccidNotFound': [noProfile, readAgain],
    'eUICCMemoryReset/catBusy': busy,
    'AuthenticateServer/invalidCertificate': [
      'das Zertifikat des SM-DP+ lässt sich nicht bestätigen',
      'Server und Karte müssen zum selben CI gehören; vergleichen Sie die CI-Schlüsselkennungen beider.',
    ],
    'AuthenticateServer/invalidSignature': ['die Signatur des SM-DP+ stimmt nicht', report],
    'AuthenticateServer/unsupportedCurve': ['die Karte kennt die Kurve des Serverschlüssels nicht', report],
    'AuthenticateServer/noSessionContext': noSession,
    'AuthenticateServer/invalidOid': ['die OID im Zertifikat des SM-DP+ ist nicht gültig', report],
    'AuthenticateServer/euiccChallengeMismatch': [
      'der Server hat eine andere Challenge signiert',
      'Versuchen Sie es wieder; bleibt es so, melden Sie es dem Betreiber des SM-DP+.',
    ],
    'AuthenticateServer/ciPKUnknown': [
      'die Karte kennt den CI nicht, den der Server gewählt hat',
      'Nehmen Sie eine Karte mit den CI-Schlüsseln des Servers (echter CI für echte, Test-CI für Testprofile).',
    ],
    'PrepareDownload/invalidCertificate': [
      'das bindende Zertifikat des SM-DP+ lässt sich nicht bestätigen',
      report,
    ],
    'PrepareDownload/invalidSignature': ['die Signatur des SM-DP+ stimmt nicht', report],
    'PrepareDownload/unsupportedCurve': ['die Karte kennt die Kurve nicht', report],
    'PrepareDownload/noSessionContext': noSession,
    'PrepareDownload/invalidTransactionId': [
      'die Transaktion ist nicht die, die die Karte begonnen hat',
      'Versuchen Sie es wieder.',
    ],
    'CancelSession/invalidTransactionId': [
      'die Karte kennt keine solche Sitzung',
      'Nichts zu tun: Die Sitzung ist vorbei.',
    ],
    'GetProfilesInfo/incorrectInputValues': [
      'die Karte nimmt die Frage nicht an, wie sie gestellt war',
      'Melden Sie ATR und Mitschnitt der Karte.',
    ],
    'RetrieveNotificationsList/noResultAvailable': [
      'keine solche Benachrichtigung ist auf der Karte',
      'Lesen Sie die Benachrichtigungen neu.',
    ],
    'LoadCRL/invalidSignature': ['die Signatur der Sperrliste stimmt nicht', ownCi],
    'LoadCRL/invalidCRLFormat': [
      'die Karte kann die Sperrliste nicht lesen',
      'Laden Sie eine Liste in der Form von SGP.22 §4.6.',
    ],
    'LoadCRL/notEnoughMemorySpace': [
      'die Karte hat keinen Platz für die Sperrliste',
      'Löschen Sie zuerst ein Profil.',
    ],
    'LoadCRL/verificationKeyNotFound': ['die Karte kennt den CI der Sperrliste nicht', ownCi],
    'LoadCRL/fresherCrlAlreadyLoaded': ['die Karte hat eine neuere Sperrliste', nothing],
    'RemoveNotificationFromList/nothingToDelete': [
      'keine solche Benachrichtigung ist auf der Karte',
      nothing,
    ],
    'eUICCMemoryReset/nothingToDelete': ['nichts dieser Art ist auf der Karte', nothing],
    'LoadCRL/baseCrlMissing': [
      'die Karte will zuerst die Grundliste',
      'Laden Sie zuerst die Grundliste der Sperrungen.',
    ],
  },
  installation: {
    incorrectInputValues: ['ein Wert im Paket ist falsch', report],
    invalidSignature: ['die Signatur des SM-DP+ über die Schlüsselvereinbarung stimmt nicht', report],
    invalidTransactionId: ['das Paket gehört zu einer anderen Sitzung', 'Versuchen Sie es wieder.'],
    unsupportedCrtValues: ['die Karte kennt Schlüsselart oder -länge nicht', report],
    unsupportedRemoteOperationType: ['die Karte kennt die Operation nicht', report],
    unsupportedProfileClass: [
      'die Karte nimmt kein Profil dieser Klasse',
      'Nehmen Sie eine Karte, die Testprofile unterstützt, oder ein anderes Profil.',
    ],
    scp03tStructureError: ['das geschützte Paket ist nicht gebaut, wie es sein muss', report],
    scp03tSecurityError: [
      'ein MAC des geschützten Pakets ist falsch',
      'Versuchen Sie es wieder; bleibt es so, melden Sie es dem Betreiber des SM-DP+.',
    ],
    installFailedDueToIccidAlreadyExistsOnEuicc: [
      'ein Profil mit dieser ICCID ist schon auf der Karte',
      'Löschen Sie zuerst das Profil, oder nehmen Sie einen anderen Aktivierungscode.',
    ],
    installFailedDueToInsufficientMemoryForProfile: [
      'die Karte hat keinen Platz für das Profil',
      'Löschen Sie zuerst ein Profil, oder nehmen Sie eine andere Karte.',
    ],
    installFailedDueToInterruption: [
      'die Installation wurde unterbrochen',
      'Versuchen Sie es mit demselben Aktivierungscode wieder.',
    ],
    installFailedDueToPEProcessingError: [
      'die Karte konnte ein Element des Profils nicht verarbeiten',
      'Geben Sie den Mitschnitt dem Hersteller des Profils: Die eUICC-Antwort nennt das Element.',
    ],
    installFailedDueToDataMismatch: ['Profil und Metadaten stimmen nicht überein', report],
    testProfileInstallFailedDueToInvalidNaaKey: [
      'ein Testprofil darf nur die Testschlüssel von TS.48 haben',
      'Nehmen Sie ein Testprofil mit Testschlüsseln.',
    ],
    pprNotAllowed: [
      'die Karte erlaubt die Regeln des Profils nicht',
      'Verlangen Sie ein Profil ohne diese Regeln.',
    ],
    installFailedDueToUnknownError: [
      'die Karte nennt keinen Grund',
      'Versuchen Sie es wieder; dann geben Sie den Mitschnitt dem Hersteller der Karte.',
    ],
  },
  undefinedResult: [
    'die Karte nennt keinen Grund',
    'Setzen Sie die Karte zurück und versuchen Sie es wieder; bleibt es so, geben Sie den Mitschnitt dem Hersteller der Karte.',
  ],
  unspecified: [
    'SGP.22 v2.5 kennt keinen solchen Wert',
    'Die Karte ist von einer anderen Version oder fehlerhaft: Geben Sie den Mitschnitt dem Hersteller der Karte.',
  ],
};
