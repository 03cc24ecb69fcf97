import type { Translations } from '../speak.ts';

export const station: Translations['station'] = {
  batchStateText: {
    draft: { name: 'Nicht begonnen', next: 'Wählen Sie die Leser und starten Sie sie.' },
    running: {
      name: 'Läuft',
      next: 'Legen Sie Karten in die Leser; nehmen Sie die heraus, die an der Reihe waren.',
    },
    paused: { name: 'Angehalten', next: 'Setzen Sie sie fort. Laufende Zeilen kommen zu ihrem Ende.' },
    stopped: {
      name: 'Gestoppt',
      next: 'Sehen Sie die fehlgeschlagenen Zeilen an, dann setzen Sie sie fort.',
    },
    finished: {
      name: 'Beendet',
      next: 'Nehmen Sie den Bericht. Fehlgeschlagene Zeilen können wiederholt werden.',
    },
  },
  batchStopText: {
    request: 'Jemand hat sie gestoppt.',
    failures_in_a_row: 'Hintereinander fehlgeschlagene Zeilen: {count}.',
    failures_in_all: 'Seit dem Start fehlgeschlagene Zeilen: {count}.',
  },
  batchLineStateText: {
    waiting: { name: 'Wartet', next: 'Sie beginnt, wenn ihre Karte eingelegt wird.' },
    running: { name: 'Läuft', next: 'Lassen Sie die Karte darin.' },
    done: { name: 'Fertig', next: 'Nichts zu tun.' },
    failed: {
      name: 'Fehlgeschlagen',
      next: 'Lesen Sie den Grund; wiederholen Sie sie, oder überspringen Sie sie.',
    },
    skipped: {
      name: 'Übersprungen',
      next: 'Ihr Code bleibt. Wiederholen Sie sie, damit sie doch beginnt.',
    },
  },
  batchLineCancelledText: {
    name: 'Abgebrochen',
    next: 'Wiederholen Sie sie, damit sie neu beginnt, oder überspringen Sie sie.',
  },
  batchLineNoteText: {
    wants:
      'Legen Sie die Karte {eid} zurück: Die Zeile geht mit ihr weiter, und ihr Code ist nicht verloren.',
  },
  batchRemarkText: {
    profile_there: 'Das Profil {iccid} war schon auf der Karte.',
    nickname_not_set: 'Der Spitzname konnte nicht gesetzt werden ({reason}).',
  },
  batchStepText: {
    test_profiles: 'Testprofile werden gelöscht',
    download: 'Das Profil wird heruntergeladen',
    enable: 'Das Profil wird aktiviert',
    nickname: 'Der Spitzname wird gesetzt',
  },
  stationPhaseText: {
    insert: { name: 'Karte einlegen', next: 'Ihre Zeile beginnt von selbst.' },
    reading: { name: 'Liest', next: 'Lassen Sie die Karte darin.' },
    working: { name: 'Arbeitet', next: 'Lassen Sie die Karte darin, bis sie verlangt wird.' },
    take_out: { name: 'Entnehmen', next: 'Nehmen Sie die Karte heraus und legen Sie die nächste ein.' },
    put_back: {
      name: 'Wieder einlegen',
      next: 'Legen Sie dieselbe Karte wieder ein. Die Zeile geht weiter, und ihr Code ist nicht verloren.',
    },
    resting: {
      name: 'Ruht',
      next: 'Die Charge beginnt jetzt nichts. Starten Sie sie oder setzen Sie sie fort.',
    },
    reader_gone: { name: 'Leser weg', next: 'Stecken Sie den Leser wieder an.' },
  },
  stationOutcomeText: {
    done: { name: 'Fertig', next: 'Zeile {line} ist fertig. Legen Sie die nächste Karte ein.' },
    failed: {
      name: 'Gescheitert',
      next: 'Zeile {line} ist gescheitert; der Grund steht daneben. Legen Sie diese Karte beiseite.',
    },
    unreadable: {
      name: 'Nicht lesbar',
      next: 'Reinigen Sie ihre Kontakte und versuchen Sie es wieder, oder legen Sie sie beiseite. Kein Code wurde verbraucht.',
    },
    unsuitable: {
      name: 'Nicht geeignet',
      next: 'Sie besteht die Prüfungen des Rezepts nicht. Kein Code wurde verbraucht.',
    },
    profile_there: {
      name: 'Hat das Profil schon',
      next: 'Nichts wurde geändert, und kein Code wurde verbraucht.',
    },
    done_before: {
      name: 'Schon fertig',
      next: 'Diese Karte war Zeile {line}. Sie bekommt keinen zweiten Code.',
    },
    failed_before: {
      name: 'Schon fehlgeschlagen',
      next: 'Zeile {line} ist für diese Karte und ist fehlgeschlagen. Wiederholen Sie die Zeile, dann legen Sie sie wieder ein.',
    },
    skipped_before: {
      name: 'Übersprungen',
      next: 'Zeile {line} ist für diese Karte und wurde übersprungen. Wiederholen Sie die Zeile, wenn sie gewünscht ist.',
    },
    not_in_list: {
      name: 'Nicht in der Liste',
      next: 'Die Liste hat keine Zeile für diese Karte. Legen Sie sie beiseite.',
    },
    no_code_left: {
      name: 'Kein Code übrig',
      next: 'Alle Zeilen sind vergeben. Legen Sie diese Karte beiseite.',
    },
    busy: {
      name: 'In Benutzung',
      next: 'Jemand anders arbeitet mit dieser Karte. Nehmen Sie sie heraus und legen Sie sie später wieder ein.',
    },
  },
  stationExpectsText: {
    any: 'Nächste: irgendeine Karte, für Zeile {line}',
    cards: 'Nächste: eine dieser Karten ({count}): {eids}',
    none: 'Keine weitere Karte wird erwartet',
  },
  readerNoteText: {
    twin: 'Ein weiterer Leser dieses Modells ist da, und keiner von beiden hat eine Seriennummer: In anderer Reihenfolge angesteckt, können sie ihre Namen tauschen.',
  },
};
