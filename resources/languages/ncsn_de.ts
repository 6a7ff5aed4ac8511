<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>Recipe of {name}</source>
        <translation>Rezept von {name}</translation>
    </message>
    <message>
        <source>here</source>
        <translation>hier</translation>
    </message>
    <message>
        <source>not found among the runs</source>
        <translation>nicht unter den Läufen gefunden</translation>
    </message>
    <message>
        <source>{run}, step {step}, {weights} weights</source>
        <translation>{run}, Schritt {step}, Gewichte {weights}</translation>
    </message>
    <message>
        <source>{method}, seed {seed}</source>
        <translation>{method}, Startzahl {seed}</translation>
    </message>
    <message>
        <source>from step {at}: {method}, seed {seed}</source>
        <translation>ab Schritt {at}: {method}, Startzahl {seed}</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>Abzweigen</translation>
    </message>
    <message>
        <source>Made on</source>
        <translation>Gemacht am</translation>
    </message>
    <message>
        <source>What differs from the present settings:</source>
        <translation>Was von den jetzigen Einstellungen abweicht:</translation>
    </message>
    <message>
        <source>Its settings are the present ones.</source>
        <translation>Seine Einstellungen sind die jetzigen.</translation>
    </message>
    <message>
        <source>Apply settings</source>
        <translation>Einstellungen übernehmen</translation>
    </message>
    <message>
        <source>Make it again</source>
        <translation>Noch einmal machen</translation>
    </message>
    <message>
        <source>Puts these sampling settings into the form; samples nothing</source>
        <translation>Trägt diese Einstellungen ins Formular ein; zieht nichts</translation>
    </message>
    <message>
        <source>Opens the model&apos;s run and samples with these settings: the same pixels</source>
        <translation>Öffnet den Lauf des Modells und zieht mit diesen Einstellungen: dieselben Pixel</translation>
    </message>
    <message>
        <source>The model is not among the runs: drop its run&apos;s folder on the window first.</source>
        <translation>Das Modell ist nicht unter den Läufen: Ziehe zuerst den Ordner seines Laufs auf das Fenster.</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>Als Befehl kopieren</translation>
    </message>
    <message>
        <source>Copies the line that makes this file again: ncsn sample --recipe …</source>
        <translation>Kopiert die Zeile, die diese Datei noch einmal macht: ncsn sample --recipe …</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Settings that differ</source>
        <translation>Unterschiede der Einstellungen</translation>
    </message>
    <message>
        <source>Settings of the sampling that differ: as they are now, and as the recipe has them</source>
        <translation>Abweichende Einstellungen des Samplers: wie sie jetzt sind, und wie das Rezept sie hat</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>In the recipe</source>
        <translation>Im Rezept</translation>
    </message>
    <message>
        <source>Grid, PNG</source>
        <translation>Raster, PNG</translation>
    </message>
    <message>
        <source>PNG picture</source>
        <translation>PNG-Bild</translation>
    </message>
    <message>
        <source>One picture, PNG</source>
        <translation>Ein Bild, PNG</translation>
    </message>
    <message>
        <source>Every picture, a folder of PNGs</source>
        <translation>Jedes Bild, ein Ordner mit PNGs</translation>
    </message>
    <message>
        <source>Film, GIF</source>
        <translation>Film, GIF</translation>
    </message>
    <message>
        <source>GIF film</source>
        <translation>GIF-Film</translation>
    </message>
    <message>
        <source>Film, animated PNG</source>
        <translation>Film, animiertes PNG</translation>
    </message>
    <message>
        <source>Animated PNG</source>
        <translation>Animiertes PNG</translation>
    </message>
    <message>
        <source>Film, WebP without loss</source>
        <translation>Film, WebP ohne Verlust</translation>
    </message>
    <message>
        <source>WebP film</source>
        <translation>WebP-Film</translation>
    </message>
    <message>
        <source>Film, MP4</source>
        <translation>Film, MP4</translation>
    </message>
    <message>
        <source>MP4 film</source>
        <translation>MP4-Film</translation>
    </message>
    <message>
        <source>Arrays, NPZ</source>
        <translation>Zahlenfelder, NPZ</translation>
    </message>
    <message>
        <source>NumPy arrays</source>
        <translation>NumPy-Felder</translation>
    </message>
    <message>
        <source>All points, PNG</source>
        <translation>Alle Punkte, PNG</translation>
    </message>
    <message>
        <source>Picture x</source>
        <translation>Bild x</translation>
    </message>
    <message>
        <source>Denoised</source>
        <translation>Entrauscht</translation>
    </message>
    <message>
        <source>x and denoised</source>
        <translation>x und entrauscht</translation>
    </message>
    <message>
        <source>Score σ|s|</source>
        <translation>Score σ|s|</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>Pixel range</source>
        <translation>Pixelbereich</translation>
    </message>
    <message>
        <source>Of each step</source>
        <translation>Jedes Schritts</translation>
    </message>
    <message>
        <source>1–99 % of each step</source>
        <translation>1–99 % jedes Schritts</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>What the file will show, by whole factors; a film plays at its speed</source>
        <translation>Was die Datei zeigen wird, um ganze Faktoren verkleinert oder vergrößert; ein Film läuft in seinem Tempo</translation>
    </message>
    <message>
        <source>Stop this</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Stops measuring, comparing, designing or sharing a run; nothing is kept</source>
        <translation>Beendet das Messen, Vergleichen, Entwerfen oder Weitergeben eines Laufs; nichts wird behalten</translation>
    </message>
    <message>
        <source>Evaluate…</source>
        <translation>Bewerten…</translation>
    </message>
    <message>
        <source>Compare: select two runs first</source>
        <translation>Vergleichen: erst zwei Läufe wählen</translation>
    </message>
    <message>
        <source>Compare with {run}…</source>
        <translation>Mit {run} vergleichen…</translation>
    </message>
    <message>
        <source>Design noise from its data…</source>
        <translation>Rauschen aus seinen Daten entwerfen…</translation>
    </message>
    <message>
        <source>Share…</source>
        <translation>Weitergeben…</translation>
    </message>
    <message>
        <source>Evaluate {run}</source>
        <translation>{run} bewerten</translation>
    </message>
    <message>
        <source>Design noise for {run}</source>
        <translation>Rauschen für {run} entwerfen</translation>
    </message>
    <message>
        <source>Share {run}</source>
        <translation>{run} weitergeben</translation>
    </message>
    <message>
        <source>Compare {run} with {other}</source>
        <translation>{run} mit {other} vergleichen</translation>
    </message>
    <message>
        <source>Evaluation of {run}</source>
        <translation>Bewertung von {run}</translation>
    </message>
    <message>
        <source>{run} and {other} compared</source>
        <translation>{run} und {other} im Vergleich</translation>
    </message>
    <message>
        <source>Noise for the data of {run}</source>
        <translation>Rauschen für die Daten von {run}</translation>
    </message>
    <message>
        <source>Share {run}: name a new folder</source>
        <translation>{run} weitergeben: nenne einen neuen Ordner</translation>
    </message>
    <message>
        <source>{run} shared</source>
        <translation>{run} weitergegeben</translation>
    </message>
    <message>
        <source>Wait for its end, or stop what is under way.</source>
        <translation>Warte, bis es zu Ende ist, oder beende, was läuft.</translation>
    </message>
    <message>
        <source>Torch still loads.</source>
        <translation>Torch wird noch geladen.</translation>
    </message>
    <message>
        <source>{title}: stopped; nothing was kept.</source>
        <translation>{title}: beendet; nichts wurde behalten.</translation>
    </message>
    <message>
        <source>{title}: done</source>
        <translation>{title}: fertig</translation>
    </message>
    <message>
        <source>What was found; it can be marked and copied</source>
        <translation>Was gefunden wurde; es lässt sich markieren und kopieren</translation>
    </message>
    <message>
        <source>Puts the text on the clipboard</source>
        <translation>Legt den Text in die Zwischenablage</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern als…</translation>
    </message>
    <message>
        <source>Saves samples of both beside each other, or all numbers, as a file</source>
        <translation>Speichert Stichproben beider nebeneinander oder alle Zahlen als Datei</translation>
    </message>
    <message>
        <source>Asks where; and asks again before it replaces anything</source>
        <translation>Fragt, wohin; und fragt noch einmal, bevor etwas ersetzt wird</translation>
    </message>
    <message>
        <source>Writes nothing</source>
        <translation>Schreibt nichts</translation>
    </message>
    <message>
        <source>about {size}</source>
        <translation>etwa {size}</translation>
    </message>
    <message>
        <source>Leave the recipe out</source>
        <translation>Rezept weglassen</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Privatsphäre</translation>
    </message>
    <message>
        <source>Last step</source>
        <translation>Letzter Schritt</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>The recipe (model, settings, seed) is written into the file and beside it.</source>
        <translation>Das Rezept (Modell, Einstellungen, Startzahl) wird in die Datei und daneben geschrieben.</translation>
    </message>
    <message>
        <source>Nothing says how it was made; it can&apos;t be made again.</source>
        <translation>Nichts sagt, wie sie entstand; sie kann nicht noch einmal gemacht werden.</translation>
    </message>
    <message>
        <source>MP4 films need PyAV: pip install &quot;ncsn-studio[video]&quot;</source>
        <translation>MP4-Filme brauchen PyAV: pip install &quot;ncsn-studio[video]&quot;</translation>
    </message>
    <message>
        <source>float32 arrays of {count}: x, σ, α, level, temperature · {steps} steps</source>
        <translation>float32-Felder von {count}: x, σ, α, Stufe, Temperatur · {steps} Schritte</translation>
    </message>
    <message>
        <source>{w} × {h} pixels</source>
        <translation>{w} × {h} Pixel</translation>
    </message>
    <message>
        <source>{count} files</source>
        <translation>{count} Dateien</translation>
    </message>
    <message>
        <source>{count} frames</source>
        <translation>{count} Bilder im Film</translation>
    </message>
    <message>
        <source>{seconds:.1f} s</source>
        <translation>{seconds:.1f} s</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>Speichern als</translation>
    </message>
    <message>
        <source>Name a new folder</source>
        <translation>Nenne einen neuen Ordner</translation>
    </message>
    <message>
        <source>{path} is a file; name a folder.</source>
        <translation>{path} ist eine Datei; nenne einen Ordner.</translation>
    </message>
    <message>
        <source> and {count} more</source>
        <translation> und {count} weitere</translation>
    </message>
    <message>
        <source>Replace?</source>
        <translation>Ersetzen?</translation>
    </message>
    <message>
        <source>In {folder} there is already: {names}.</source>
        <translation>In {folder} gibt es schon: {names}.</translation>
    </message>
    <message>
        <source>What is there will be lost; other files stay as they are.</source>
        <translation>Was dort ist, geht verloren; andere Dateien bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>the end</source>
        <translation>das Ende</translation>
    </message>
    <message>
        <source>steps {first} to {last}</source>
        <translation>Schritte {first} bis {last}</translation>
    </message>
    <message>
        <source>The result is the end: go to an earlier step to branch off.</source>
        <translation>Das Ergebnis ist das Ende: Gehe zum Abzweigen zu einem früheren Schritt.</translation>
    </message>
    <message>
        <source>Sample first: then there is a film to present.</source>
        <translation>Ziehe erst: Dann gibt es einen Film zum Vorführen.</translation>
    </message>
    <message>
        <source>{made}, not by {run}, which was chosen since: Sample draws from that one</source>
        <translation>{made}, nicht von {run}, der seither gewählt wurde: Ziehen zieht aus diesem</translation>
    </message>
    <message>
        <source>Wait for the sampling or the export, or stop it first.</source>
        <translation>Warte das Ziehen oder den Export ab, oder beende es zuerst.</translation>
    </message>
    <message>
        <source>All points</source>
        <translation>Alle Punkte</translation>
    </message>
    <message>
        <source>Sampling: step {step} of {total} · {left} left</source>
        <translation>Ziehen: Schritt {step} von {total} · noch {left}</translation>
    </message>
    <message>
        <source>{count} pictures · {steps} steps · {seconds:.1f} s</source>
        <translation>{count} Bilder · {steps} Schritte · {seconds:.1f} s</translation>
    </message>
    <message>
        <source>{count} films given up</source>
        <translation>{count} Filme aufgegeben</translation>
    </message>
    <message>
        <source>Draw all the same</source>
        <translation>Trotzdem ziehen</translation>
    </message>
    <message>
        <source>Nothing was drawn: ε is beyond its stable range.</source>
        <translation>Nichts wurde gezogen: ε liegt außerhalb seines stabilen Bereichs.</translation>
    </message>
    <message>
        <source>Of more than {count} films the oldest was given up.</source>
        <translation>Von mehr als {count} Filmen wurde der älteste aufgegeben.</translation>
    </message>
    <message>
        <source>The sampling ended before it was done.</source>
        <translation>Das Ziehen endete, bevor es fertig war.</translation>
    </message>
    <message>
        <source>{count} points · {steps} steps · {seconds:.1f} s</source>
        <translation>{count} Punkte · {steps} Schritte · {seconds:.1f} s</translation>
    </message>
    <message>
        <source>The film was longer than its room on disk: evenly spread steps were kept.</source>
        <translation>Der Film war länger als sein Platz auf der Platte: Gleichmäßig verteilte Schritte wurden behalten.</translation>
    </message>
    <message>
        <source>A new run has learned nothing yet: press Train, or choose a run on the left.</source>
        <translation>Ein neuer Lauf hat noch nichts gelernt: Drücke Trainieren, oder wähle links einen Lauf.</translation>
    </message>
    <message>
        <source>{run} has saved nothing yet: train it first.</source>
        <translation>{run} hat noch nichts gespeichert: Trainiere ihn zuerst.</translation>
    </message>
    <message>
        <source>by {run}, step {step}, {weights} weights</source>
        <translation>von {run}, Schritt {step}, Gewichte {weights}</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>Objective</source>
        <translation>Lernziel</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>Sampling</translation>
    </message>
    <message>
        <source>Digits 8×8</source>
        <translation>Ziffern 8×8</translation>
    </message>
    <message>
        <source>MNIST</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FashionMNIST</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CIFAR-10</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of pictures</source>
        <translation>Ordner mit Bildern</translation>
    </message>
    <message>
        <source>Checkerboard (2-D)</source>
        <translation>Schachbrett (2-D)</translation>
    </message>
    <message>
        <source>Two moons (2-D)</source>
        <translation>Zwei Monde (2-D)</translation>
    </message>
    <message>
        <source>Circles (2-D)</source>
        <translation>Kreise (2-D)</translation>
    </message>
    <message>
        <source>Swiss roll (2-D)</source>
        <translation>Biskuitrolle (2-D)</translation>
    </message>
    <message>
        <source>Spiral (2-D)</source>
        <translation>Spirale (2-D)</translation>
    </message>
    <message>
        <source>8 Gaussians (2-D)</source>
        <translation>8 Gaußglocken (2-D)</translation>
    </message>
    <message>
        <source>Pair 0.2/0.8 (2-D)</source>
        <translation>Paar 0,2/0,8 (2-D)</translation>
    </message>
    <message>
        <source>Pinwheel (2-D)</source>
        <translation>Windrad (2-D)</translation>
    </message>
    <message>
        <source>Your points (2-D)</source>
        <translation>Eigene Punkte (2-D)</translation>
    </message>
    <message>
        <source>U-Net</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tutorial CNN</source>
        <translation>CNN der Anleitungen</translation>
    </message>
    <message>
        <source>MLP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RefineNet (NCSN)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RefineNet (NCSNv2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NCSN++</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>U-Net (DDPM)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rules (from data)</source>
        <translation>Regeln (Daten)</translation>
    </message>
    <message>
        <source>Geometric (VE)</source>
        <translation>Geometrisch (VE)</translation>
    </message>
    <message>
        <source>{title} must be {rule}, not {value}.</source>
        <translation>{title} muss {rule} sein, nicht {value}.</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>Linear</translation>
    </message>
    <message>
        <source>Karras (EDM)</source>
        <translation>Karras (EDM)</translation>
    </message>
    <message>
        <source>VP (DDPM)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sub-VP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Denoising (DSM)</source>
        <translation>Entrauschen (DSM)</translation>
    </message>
    <message>
        <source>Sliced (SSM)</source>
        <translation>In Scheiben (SSM)</translation>
    </message>
    <message>
        <source>Implicit (ISM)</source>
        <translation>Implizit (ISM)</translation>
    </message>
    <message>
        <source>Explicit (ESM)</source>
        <translation>Explizit (ESM)</translation>
    </message>
    <message>
        <source>Annealed Langevin</source>
        <translation>Annealed Langevin</translation>
    </message>
    <message>
        <source>Consistent annealed</source>
        <translation>Konsistente Abkühlung</translation>
    </message>
    <message>
        <source>Plain Langevin</source>
        <translation>Langevin, einfach</translation>
    </message>
    <message>
        <source>Predictor-corrector</source>
        <translation>Prädiktor-Korrektor</translation>
    </message>
    <message>
        <source>Euler–Maruyama</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DDPM ancestral</source>
        <translation>DDPM, Schritt für Schritt</translation>
    </message>
    <message>
        <source>DDIM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ODE, Euler</source>
        <translation>ODE, Euler</translation>
    </message>
    <message>
        <source>ODE, Heun (EDM)</source>
        <translation>ODE, Heun (EDM)</translation>
    </message>
    <message>
        <source>DPM-Solver++ (2M)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ODE, Dormand–Prince</source>
        <translation>ODE, Dormand–Prince</translation>
    </message>
    <message>
        <source>σ²</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EDM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>min-SNR</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F(x)/σ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EMA</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Menge</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Ladder</source>
        <translation>Leiter</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>Reset to preset</source>
        <translation>Auf die Vorgabe zurück</translation>
    </message>
    <message>
        <source>Reset to default</source>
        <translation>Auf den Standard zurück</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>Namen kopieren</translation>
    </message>
    <message>
        <source>What the settings under {title} mean</source>
        <translation>Was die Einstellungen unter {title} bedeuten</translation>
    </message>
    <message>
        <source>{title}: more settings</source>
        <translation>{title}: weitere Einstellungen</translation>
    </message>
    <message>
        <source>Shows or hides the settings that are seldom changed</source>
        <translation>Zeigt oder verbirgt die Einstellungen, die selten geändert werden</translation>
    </message>
    <message>
        <source>Fewer settings</source>
        <translation>Weniger Einstellungen</translation>
    </message>
    <message>
        <source>More settings…</source>
        <translation>Mehr Einstellungen…</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Datei wählen</translation>
    </message>
    <message>
        <source>Draw points by hand</source>
        <translation>Punkte von Hand zeichnen</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Stops what is under way</source>
        <translation>Beendet, was gerade läuft</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startet…</translation>
    </message>
    <message>
        <source>busy machine: {given} of {own} threads</source>
        <translation>Rechner belegt: {given} von {own} Threads</translation>
    </message>
    <message>
        <source>Other programs use {others:.1f} of the cores. With fewer threads torch is quicker beside them.</source>
        <translation>Andere Programme benutzen {others:.1f} der Kerne. Mit weniger Threads ist torch neben ihnen schneller.</translation>
    </message>
    <message>
        <source>Main</source>
        <translation>Haupt</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Trainieren</translation>
    </message>
    <message>
        <source>Train the model</source>
        <translation>Das Modell trainieren</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Stand still; all is saved</source>
        <translation>Anhalten; alles wird gespeichert</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Save and end the training</source>
        <translation>Speichern und das Training beenden</translation>
    </message>
    <message>
        <source>Device: where the numbers are computed</source>
        <translation>Gerät: wo gerechnet wird</translation>
    </message>
    <message>
        <source>starting…</source>
        <translation>startet…</translation>
    </message>
    <message>
        <source>Preset: begin a new run from ready settings</source>
        <translation>Vorgabe: einen neuen Lauf mit fertigen Einstellungen beginnen</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Light or dark; the preferences go back to the system&apos;s</source>
        <translation>Hell oder dunkel; die Voreinstellungen kehren zu dem des Systems zurück</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Help on the view that is shown</source>
        <translation>Hilfe zur gezeigten Ansicht</translation>
    </message>
    <message>
        <source>CPU · {given} of {own} threads</source>
        <translation>CPU · {given} von {own} Threads</translation>
    </message>
    <message>
        <source>CPU · {given} threads</source>
        <translation>CPU · {given} Threads</translation>
    </message>
    <message>
        <source>CPU · 1 thread</source>
        <translation>CPU · 1 Thread</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Everything else that can be done</source>
        <translation>Alles andere, was getan werden kann</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>the same settings</source>
        <translation>dieselben Einstellungen</translation>
    </message>
    <message>
        <source>from step {at} of {parent}: {what}</source>
        <translation>ab Schritt {at} von {parent}: {what}</translation>
    </message>
    <message>
        <source>by {run}</source>
        <translation>von {run}</translation>
    </message>
    <message>
        <source>ε beyond its stable range</source>
        <translation>ε außerhalb seines stabilen Bereichs</translation>
    </message>
    <message>
        <source>Press Sample to draw pictures from noise and watch them appear.</source>
        <translation>Drücke Ziehen, um Bilder aus Rauschen zu ziehen und ihnen beim Entstehen zuzusehen.</translation>
    </message>
    <message>
        <source>Press Sample to draw points from noise and watch them find their places.</source>
        <translation>Drücke Ziehen, um Punkte aus Rauschen zu ziehen, und sieh zu, wie sie ihre Plätze finden.</translation>
    </message>
    <message>
        <source>the start: nothing has changed yet</source>
        <translation>der Anfang: noch hat sich nichts geändert</translation>
    </message>
    <message>
        <source>Denoised points</source>
        <translation>Entrauschte Punkte</translation>
    </message>
    <message>
        <source>Range: fixed</source>
        <translation>Bereich: fest</translation>
    </message>
    <message>
        <source>Range: step</source>
        <translation>Bereich: Schritt</translation>
    </message>
    <message>
        <source>Range: 1–99 %</source>
        <translation>Bereich: 1–99 %</translation>
    </message>
    <message>
        <source>Thermometer</source>
        <translation>Thermometer</translation>
    </message>
    <message>
        <source>Thermometer σ²|s|²/D, and where it settles</source>
        <translation>Thermometer σ²|s|²/D, und wo es einschwingt</translation>
    </message>
    <message>
        <source>Norm of the score</source>
        <translation>Länge des Scores</translation>
    </message>
    <message>
        <source>Norm of the score |s|</source>
        <translation>Länge des Scores |s|</translation>
    </message>
    <message>
        <source>Signal to noise</source>
        <translation>Signal zu Rauschen</translation>
    </message>
    <message>
        <source>What the right plot shows. Thermometer: the grey line is where each level settles; levels that had not are shaded. Signal to noise: how far the score moves x over how far the noise does; nothing where a method adds none</source>
        <translation>Was das rechte Schaubild zeigt. Thermometer: Die graue Linie ist, wo jede Stufe einschwingt; Stufen, die nicht eingeschwungen waren, sind schattiert. Signal zu Rauschen: wie weit der Score x bewegt, geteilt durch wie weit das Rauschen es tut; nichts, wo eine Methode keines hinzufügt</translation>
    </message>
    <message>
        <source>Settled: at a level&apos;s last step, what the thermometer was off at its first has fallen to 1/e of that, and to a quarter of the settled value;
5 % and three standard errors over all that is drawn are let pass. The settled value is measured on held-out data: 1 − loss, and the known bias of the steps.</source>
        <translation>Eingeschwungen: Beim letzten Schritt einer Stufe ist die Abweichung, die das Thermometer beim ersten hatte, auf 1/e gefallen, und auf ein Viertel des eingeschwungenen Werts;
5 % und drei Standardfehler über alles Gezogene werden durchgelassen. Der eingeschwungene Wert wird an zurückgehaltenen Daten gemessen: 1 − Verlust, und die bekannte Verzerrung der Schritte.</translation>
    </message>
    <message>
        <source>One step a level: whether it settles can&apos;t be told</source>
        <translation>Ein Schritt je Stufe: Ob sie einschwingt, lässt sich nicht sagen</translation>
    </message>
    <message>
        <source>The steps are too large: {count} levels settle at up to {heat} times their noise</source>
        <translation>Die Schritte sind zu groß: {count} Stufen schwingen bei bis zu {heat}-mal ihrem Rauschen ein</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Ziehen</translation>
    </message>
    <message>
        <source>Draw pictures with the settings under Sampling (Ctrl+Return)</source>
        <translation>Bilder mit den Einstellungen unter Sampling ziehen (Strg+Eingabe)</translation>
    </message>
    <message>
        <source>Draw points with the settings under Sampling (Ctrl+Return)</source>
        <translation>Zieht Punkte mit den Einstellungen unter Ziehen (Strg+Eingabe)</translation>
    </message>
    <message>
        <source>Stop sampling; what was recorded stays</source>
        <translation>Das Ziehen beenden; was aufgezeichnet ist, bleibt</translation>
    </message>
    <message>
        <source>Go on from the shown step with the settings under Sampling (another seed, ε, T, method …) as a film of its own, beside this one: what was decided before that step stays, and of the levels only those below its σ are walked (Ctrl+B)</source>
        <translation>Vom gezeigten Schritt aus mit den Einstellungen unter Sampling weitergehen (andere Startzahl, ε, T, Methode …), als eigener Film neben diesem: Was vor diesem Schritt entschieden wurde, bleibt, und von den Stufen werden nur die unter seinem σ durchlaufen (Strg+B)</translation>
    </message>
    <message>
        <source>x: the pictures as they stand. Denoised: where the model thinks they go. Score: its length at each pixel. Change: of x since the recorded step before; grey is none</source>
        <translation>x: die Bilder, wie sie stehen. Entrauscht: wohin sie nach Meinung des Modells gehen. Score: seine Länge an jedem Pixel. Änderung: von x seit dem vorigen aufgezeichneten Schritt; grau ist keine</translation>
    </message>
    <message>
        <source>x: the points as they stand. Denoised: where the model thinks they go. Score: a line from a point, along it, as long as σ|s|; the square is as large as the points need. Change: since the step before</source>
        <translation>x: die Punkte, wie sie stehen. Entrauscht: wohin sie nach dem Modell gehen. Score: eine Linie von einem Punkt, an ihm entlang, so lang wie σ|s|; das Quadrat ist so groß, wie die Punkte es brauchen. Änderung: seit dem Schritt davor</translation>
    </message>
    <message>
        <source>Points x</source>
        <translation>Punkte x</translation>
    </message>
    <message>
        <source>Which values are black and white. Fixed: the pixel range. Step: this step&apos;s smallest and largest. 1–99 %: its percentiles, so that a few wild pixels do not count</source>
        <translation>Welche Werte schwarz und weiß sind. Fest: der Pixelbereich. Schritt: kleinster und größter dieses Schritts. 1–99 %: seine Perzentile, damit ein paar wilde Pixel nicht zählen</translation>
    </message>
    <message>
        <source>What stands on the right: nothing; where the model thinks the points go, its score, or what changed; or another film of this start, in step with this one, at the same noise</source>
        <translation>Was rechts steht: nichts; wohin die Punkte nach dem Modell gehen, sein Score, oder was sich änderte; oder ein anderer Film, im Gleichschritt mit diesem, beim selben Rauschen</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Denoised pictures</source>
        <translation>Entrauschte Bilder</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Save pictures, a film or the arrays, with their recipe</source>
        <translation>Bilder, einen Film oder die Zahlenfelder speichern, mit ihrem Rezept</translation>
    </message>
    <message>
        <source>Save a picture of the points, a film or the arrays, with their recipe</source>
        <translation>Speichert ein Bild der Punkte, einen Film oder die Felder, mit ihrem Rezept</translation>
    </message>
    <message>
        <source>Copy a picture of the points to the clipboard (Ctrl+C)</source>
        <translation>Kopiert ein Bild der Punkte in die Zwischenablage (Strg+C)</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the chosen picture, or the grid, to the clipboard (Ctrl+C)</source>
        <translation>Das gewählte Bild oder das Raster in die Zwischenablage kopieren (Strg+C)</translation>
    </message>
    <message>
        <source>σ (strong) and α by step</source>
        <translation>σ (kräftig) und α nach Schritt</translation>
    </message>
    <message>
        <source>Sampling…</source>
        <translation>Zieht…</translation>
    </message>
    <message>
        <source>denoised</source>
        <translation>entrauscht</translation>
    </message>
    <message>
        <source>This point at steps; a click moves the film</source>
        <translation>Dieser Punkt bei Schritten; ein Klick bewegt den Film</translation>
    </message>
    <message>
        <source>result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>level {level}</source>
        <translation>Stufe {level}</translation>
    </message>
    <message>
        <source>Beside: nothing</source>
        <translation>Daneben: nichts</translation>
    </message>
    <message>
        <source>Beside: denoised</source>
        <translation>Daneben: entrauscht</translation>
    </message>
    <message>
        <source>Beside: score</source>
        <translation>Daneben: Score</translation>
    </message>
    <message>
        <source>Beside: change</source>
        <translation>Daneben: Änderung</translation>
    </message>
    <message>
        <source>Drift ÷ noise of a step: √(α/2)|s|/√D in Langevin dynamics</source>
        <translation>Drift ÷ Rauschen eines Schrittes: √(α/2)|s|/√D bei Langevin</translation>
    </message>
    <message>
        <source>What stands on the right: nothing; where the model thinks the pictures go, its score, or what changed; or another film of this start, in step with this one, at the same noise</source>
        <translation>Was rechts steht: nichts; wohin die Bilder nach Ansicht des Modells gehen, sein Score oder was sich änderte; oder ein anderer Film dieses Anfangs, im Gleichschritt mit diesem, beim selben Rauschen</translation>
    </message>
    <message>
        <source>Of this step: the thermometer T = σ²|s|²/D, the norm of the score |s|, and signal to noise</source>
        <translation>Von diesem Schritt: das Thermometer T = σ²|s|²/D, die Norm des Scores |s| und Signal zu Rauschen</translation>
    </message>
    <message>
        <source>Beside: film {number}</source>
        <translation>Daneben: Film {number}</translation>
    </message>
    <message>
        <source>All {levels} levels had settled</source>
        <translation>Alle {levels} Stufen waren eingeschwungen</translation>
    </message>
    <message>
        <source>{count} of {levels} levels had not settled: {names}</source>
        <translation>{count} von {levels} Stufen waren nicht eingeschwungen: {names}</translation>
    </message>
    <message>
        <source>after the sampling</source>
        <translation>nach dem Ziehen</translation>
    </message>
    <message>
        <source>of pictures only</source>
        <translation>nur von Bildern</translation>
    </message>
    <message>
        <source>looking…</source>
        <translation>sucht…</translation>
    </message>
    <message>
        <source>Films that were drawn</source>
        <translation>Filme, die gezogen wurden</translation>
    </message>
    <message>
        <source>The films that were drawn, and below each the branches made from it. Choose one to show it; “Beside” shows another one in step with it, at the same noise. Delete gives a film up, and its branches; of more than six that begin from noise the oldest goes</source>
        <translation>Die Filme, die gezogen wurden, und unter jedem die Zweige daraus. Wähle einen, um ihn zu zeigen; „Daneben“ zeigt einen anderen im Gleichschritt mit ihm, beim selben Rauschen. Entf gibt einen Film und seine Zweige auf; sind es mehr als sechs, die mit Rauschen beginnen, geht der älteste</translation>
    </message>
    <message>
        <source>Give this film up, and {count} made from it</source>
        <translation>Diesen Film aufgeben, und {count} daraus gemachte</translation>
    </message>
    <message>
        <source>Give this film up</source>
        <translation>Diesen Film aufgeben</translation>
    </message>
    <message>
        <source>film {number} · step {step} · σ {sigma:.3g}</source>
        <translation>Film {number} · Schritt {step} · σ {sigma:.3g}</translation>
    </message>
    <message>
        <source>Pictures in a row</source>
        <translation>Bilder in einer Reihe</translation>
    </message>
    <message>
        <source>How many pictures stand beside each other</source>
        <translation>Wie viele Bilder nebeneinander stehen</translation>
    </message>
    <message>
        <source>First picture</source>
        <translation>Erstes Bild</translation>
    </message>
    <message>
        <source>Which held-out pictures, counted from 1</source>
        <translation>Welche zurückgehaltenen Bilder, ab 1 gezählt</translation>
    </message>
    <message>
        <source>Other pictures</source>
        <translation>Andere Bilder</translation>
    </message>
    <message>
        <source>Other points</source>
        <translation>Andere Punkte</translation>
    </message>
    <message>
        <source>Take the next held-out pictures</source>
        <translation>Die nächsten zurückgehaltenen Bilder nehmen</translation>
    </message>
    <message>
        <source>Take the next held-out points</source>
        <translation>Nimmt die nächsten zurückgehaltenen Punkte</translation>
    </message>
    <message>
        <source>Denoising</source>
        <translation>Entrauschen</translation>
    </message>
    <message>
        <source>Samples at each level&apos;s end</source>
        <translation>Am Ende jeder Stufe</translation>
    </message>
    <message>
        <source>Held-out pictures under the noise of each level, and what the model makes of them</source>
        <translation>Zurückgehaltene Bilder unter dem Rauschen jeder Stufe, und was das Modell aus ihnen macht</translation>
    </message>
    <message>
        <source>Held-out points under the noise of each level, and what the model makes of them</source>
        <translation>Zurückgehaltene Punkte unter dem Rauschen jeder Stufe, und was das Modell daraus macht</translation>
    </message>
    <message>
        <source>The pictures drawn in Sample, as they stood when each noise level was left</source>
        <translation>Die unter Ziehen gezogenen Bilder, wie sie standen, als jede Rauschstufe verlassen wurde</translation>
    </message>
    <message>
        <source>The points drawn in Sample, as they stood when each noise level was left</source>
        <translation>Die in Ziehen gezogenen Punkte, wie sie standen, als jede Rauschstufe verlassen wurde</translation>
    </message>
    <message>
        <source>Choose a run that has saved a checkpoint: the ready-made one will do.</source>
        <translation>Wähle einen Lauf, der einen Checkpoint gespeichert hat: Der fertige genügt.</translation>
    </message>
    <message>
        <source>Draw pictures in Sample first; here you see how they stood at each level&apos;s end.</source>
        <translation>Ziehe zuerst Bilder unter Ziehen; hier siehst du, wie sie am Ende jeder Stufe standen.</translation>
    </message>
    <message>
        <source>Clean</source>
        <translation>Rein</translation>
    </message>
    <message>
        <source>With noise</source>
        <translation>Mit Rauschen</translation>
    </message>
    <message>
        <source>RMS error {error} at σ {sigma}</source>
        <translation>RMS-Fehler {error} bei σ {sigma}</translation>
    </message>
    <message>
        <source>Root mean square of denoised − clean, in units of x, where it is largest</source>
        <translation>Wurzel aus dem mittleren Quadrat von entrauscht − rein, in Einheiten von x, wo sie am größten ist</translation>
    </message>
    <message>
        <source>Samples at the end of each level, {made}</source>
        <translation>Gezogen, am Ende jeder Stufe, {made}</translation>
    </message>
    <message>
        <source>Draw points in Sample first; here you see how they stood at each level&apos;s end.</source>
        <translation>Ziehe erst Punkte in Ziehen; hier siehst du, wie sie am Ende jeder Stufe standen.</translation>
    </message>
    <message>
        <source>from</source>
        <translation>ab</translation>
    </message>
    <message>
        <source>not trained yet</source>
        <translation>noch nicht trainiert</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>training</source>
        <translation>trainiert</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>ready-made</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Ctrl+click or Shift+click: see the curves of several runs over each other. F2 renames, Delete deletes</source>
        <translation>Strg+Klick oder Umschalt+Klick: die Kurven mehrerer Läufe übereinander sehen. F2 benennt um, Entf löscht</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Rename run</source>
        <translation>Lauf umbenennen</translation>
    </message>
    <message>
        <source>A new name for {run}; its folder is renamed too</source>
        <translation>Ein neuer Name für {run}; auch sein Ordner wird umbenannt</translation>
    </message>
    <message>
        <source>Move {run}, its checkpoints and previews to the bin?</source>
        <translation>{run} mit Checkpoints und Vorschauen in den Papierkorb legen?</translation>
    </message>
    <message>
        <source>Move to bin</source>
        <translation>In den Papierkorb</translation>
    </message>
    <message>
        <source>New run</source>
        <translation>Neuer Lauf</translation>
    </message>
    <message>
        <source>Begin with the settings on the right (Ctrl+N)</source>
        <translation>Mit den Einstellungen rechts beginnen (Strg+N)</translation>
    </message>
    <message>
        <source>{state} · {count} steps</source>
        <translation>{state} · {count} Schritte</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Search the settings</source>
        <translation>Einstellungen durchsuchen</translation>
    </message>
    <message>
        <source>Shows the settings whose title, name, choices or explanation hold these words (Ctrl+F); Esc clears</source>
        <translation>Zeigt die Einstellungen, deren Titel, Name, Auswahl oder Erklärung diese Wörter enthält (Strg+F); Esc leert</translation>
    </message>
    <message>
        <source>Drop an exported picture, film, NPZ or recipe; a run&apos;s folder; a folder of pictures; points as .csv; settings as .toml; or a checkpoint (.pth, .pt) of the NCSN and score SDE papers.</source>
        <translation>Ziehe hierher: ein exportiertes Bild, einen Film, NPZ oder ein Rezept; den Ordner eines Laufs; einen Ordner mit Bildern; Punkte als .csv; Einstellungen als .toml; oder einen Checkpoint (.pth, .pt) der Arbeiten über NCSN und Score-SDE.</translation>
    </message>
    <message>
        <source>{name}: can&apos;t be opened here.</source>
        <translation>{name}: kann hier nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>{name}: shows curves of the run {run}, which is not here.</source>
        <translation>{name}: zeigt Kurven des Laufs {run}, der nicht hier ist.</translation>
    </message>
    <message>
        <source>Copied: {line}</source>
        <translation>Kopiert: {line}</translation>
    </message>
    <message>
        <source>Reading {name}…</source>
        <translation>Liest {name}…</translation>
    </message>
    <message>
        <source>Imported {name} as {run}</source>
        <translation>{name} als {run} importiert</translation>
    </message>
    <message>
        <source>Settings that differ, a column a run</source>
        <translation>Unterschiede der Einstellungen, eine Spalte je Lauf</translation>
    </message>
    <message>
        <source>Settings that are the same in all runs are left out; – means that a run has no such one</source>
        <translation>Einstellungen, die in allen Läufen gleich sind, fehlen; – heißt, dass ein Lauf keine solche hat</translation>
    </message>
    <message>
        <source>setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>All settings are the same.</source>
        <translation>Alle Einstellungen sind gleich.</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>Stufen</translation>
    </message>
    <message>
        <source>Time machine</source>
        <translation>Zeitmaschine</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>Ansichten</translation>
    </message>
    <message>
        <source>Help on this view (F1)</source>
        <translation>Hilfe zu dieser Ansicht (F1)</translation>
    </message>
    <message>
        <source>Branch off here</source>
        <translation>Hier abzweigen</translation>
    </message>
    <message>
        <source>Copy pictures</source>
        <translation>Bilder kopieren</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>Bereiche</translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation>Anordnung zurücksetzen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Starting the engine…</source>
        <translation>Die Maschine startet…</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Speichert…</translation>
    </message>
    <message>
        <source>Training stands. Make room and close again; closing now loses its last steps.</source>
        <translation>Das Training steht. Schaffe Platz und schließe noch einmal; jetzt zu schließen verliert seine letzten Schritte.</translation>
    </message>
    <message>
        <source>The report is in {file}.</source>
        <translation>Der Bericht steht in {file}.</translation>
    </message>
    <message>
        <source>Something went wrong:</source>
        <translation>Etwas ging schief:</translation>
    </message>
    <message>
        <source>The first {shown} of {all} runs are shown.</source>
        <translation>Die ersten {shown} von {all} Läufen werden gezeigt.</translation>
    </message>
    <message>
        <source>{run} is being trained; stop it first.</source>
        <translation>{run} wird gerade trainiert; stoppe es zuerst.</translation>
    </message>
    <message>
        <source>{folder} can&apos;t be moved to the bin; delete the folder by hand.</source>
        <translation>{folder} lässt sich nicht in den Papierkorb legen; lösche den Ordner von Hand.</translation>
    </message>
    <message>
        <source>{run} is in the bin</source>
        <translation>{run} liegt im Papierkorb</translation>
    </message>
    <message>
        <source>A new run. Look over the settings on the right, then press Train.</source>
        <translation>Ein neuer Lauf. Sieh die Einstellungen rechts durch und drücke dann Trainieren.</translation>
    </message>
    <message>
        <source>A new run has learned nothing yet. Press Train; or choose a run on the left.</source>
        <translation>Ein neuer Lauf hat noch nichts gelernt. Drücke Trainieren; oder wähle links einen Lauf.</translation>
    </message>
    <message>
        <source>{run} is measured…</source>
        <translation>{run} wird gemessen…</translation>
    </message>
    <message>
        <source>{run} is measured once torch is loaded…</source>
        <translation>{run} wird gemessen, sobald torch geladen ist…</translation>
    </message>
    <message>
        <source>ε is only stable below {most:.3g}.</source>
        <translation>ε ist nur unter {most:.3g} stabil.</translation>
    </message>
    <message>
        <source>σ₁, L and the ratio are taken from the data.</source>
        <translation>σ₁, L und das Verhältnis werden aus den Daten genommen.</translation>
    </message>
    <message>
        <source>{run} has saved nothing yet. Press Train; the first checkpoint comes soon.</source>
        <translation>{run} hat noch nichts gespeichert. Drücke Trainieren; der erste Checkpoint kommt bald.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Stop the training to change this: what it has learned rests on it.</source>
        <translation>Beende das Training, um dies zu ändern: Was es gelernt hat, ruht darauf.</translation>
    </message>
    <message>
        <source>{status} · {steps} steps</source>
        <translation>{status} · {steps} Schritte</translation>
    </message>
    <message>
        <source>{run} is paused; everything is saved.</source>
        <translation>{run} pausiert; alles ist gespeichert.</translation>
    </message>
    <message>
        <source>Downloading {what}</source>
        <translation>{what} wird heruntergeladen</translation>
    </message>
    <message>
        <source>Reading pictures in {what}</source>
        <translation>Bilder in {what} werden gelesen</translation>
    </message>
    <message>
        <source>What was learned rests on that setting: this is a new run now. Ctrl+Z goes back to the other.</source>
        <translation>Was gelernt wurde, beruht auf dieser Einstellung: Das ist jetzt ein neuer Lauf. Strg+Z geht zum anderen zurück.</translation>
    </message>
    <message>
        <source>Reading the data…</source>
        <translation>Liest die Daten…</translation>
    </message>
    <message>
        <source>{run}: {status} at step {step}</source>
        <translation>{run}: {status} bei Schritt {step}</translation>
    </message>
    <message>
        <source>The training did not begin.</source>
        <translation>Das Training hat nicht begonnen.</translation>
    </message>
    <message>
        <source>Step {step}: {what}</source>
        <translation>Schritt {step}: {what}</translation>
    </message>
    <message>
        <source>Training stands still; put it right, then press Resume.</source>
        <translation>Das Training steht still; bringe es in Ordnung und drücke dann Fortsetzen.</translation>
    </message>
    <message>
        <source>Training {run}: step {step} of {steps}</source>
        <translation>Trainiert {run}: Schritt {step} von {steps}</translation>
    </message>
    <message>
        <source>{number} images/s</source>
        <translation>{number} Bilder/s</translation>
    </message>
    <message>
        <source>{share} %</source>
        <translation>{share} %</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>{step} of {steps} steps</source>
        <translation>{step} von {steps} Schritten</translation>
    </message>
    <message>
        <source>an emptied setting can&apos;t be said on the command line; save the settings as a file.</source>
        <translation>eine geleerte Einstellung kann auf der Befehlszeile nicht gesagt werden; speichere die Einstellungen als Datei.</translation>
    </message>
    <message>
        <source>an emptied setting can&apos;t be said on the command line; choose the method anew.</source>
        <translation>eine geleerte Einstellung kann auf der Befehlszeile nicht gesagt werden; wähle die Methode neu.</translation>
    </message>
    <message>
        <source>these settings can&apos;t be said on the command line; save them as a file, for --config.</source>
        <translation>diese Einstellungen können auf der Befehlszeile nicht gesagt werden; speichere sie als Datei, für --config.</translation>
    </message>
    <message>
        <source>Save as SVG…</source>
        <translation>Als SVG speichern…</translation>
    </message>
    <message>
        <source>Save as PNG…</source>
        <translation>Als PNG speichern…</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>Bild kopieren</translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation>Etwas ging schief</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>What happened where; nothing of it leaves this machine by itself</source>
        <translation>Was wo geschah; nichts davon verlässt diesen Rechner von selbst</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>Bericht kopieren</translation>
    </message>
    <message>
        <source>Puts the report on the clipboard</source>
        <translation>Legt den Bericht in die Zwischenablage</translation>
    </message>
    <message>
        <source>What was saved is safe, and the window can still be used. If it happens again, please send the report.</source>
        <translation>Was gespeichert wurde, ist sicher, und das Fenster kann weiter benutzt werden. Wenn es wieder geschieht, schicke bitte den Bericht.</translation>
    </message>
    <message>
        <source>The log is {place}</source>
        <translation>Das Protokoll ist {place}</translation>
    </message>
    <message>
        <source>No log is kept in this session.</source>
        <translation>In dieser Sitzung wird kein Protokoll geführt.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>Einstellung suchen</translation>
    </message>
    <message>
        <source>Open settings…</source>
        <translation>Einstellungen öffnen…</translation>
    </message>
    <message>
        <source>Save settings as…</source>
        <translation>Einstellungen speichern als…</translation>
    </message>
    <message>
        <source>Commands…</source>
        <translation>Befehle…</translation>
    </message>
    <message>
        <source>Shortcuts…</source>
        <translation>Tastenkürzel…</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>Voreinstellungen…</translation>
    </message>
    <message>
        <source>There is no command for what this page does.</source>
        <translation>Für das, was diese Seite tut, gibt es keinen Befehl.</translation>
    </message>
    <message>
        <source>Stop the training first: this would change settings that it needs.</source>
        <translation>Beende zuerst das Training: Dies würde Einstellungen ändern, die es braucht.</translation>
    </message>
    <message>
        <source>Saved {path}</source>
        <translation>{path} gespeichert</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Panel {name}</source>
        <translation>Bereich {name}</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>torch uses {count} threads from now on.</source>
        <translation>torch benutzt ab jetzt {count} Threads.</translation>
    </message>
    <message>
        <source>torch uses {count} threads, where they fit.</source>
        <translation>torch benutzt {count} Threads, wo sie Platz haben.</translation>
    </message>
    <message>
        <source>{error} Runs are in the usual folder until then.</source>
        <translation>{error} Bis dahin sind die Läufe im üblichen Ordner.</translation>
    </message>
    <message>
        <source>The program ended unexpectedly while {run} was trained, at step {step}.</source>
        <translation>Das Programm endete unerwartet, während {run} trainiert wurde, bei Schritt {step}.</translation>
    </message>
    <message>
        <source>Resume training</source>
        <translation>Training fortsetzen</translation>
    </message>
    <message>
        <source>Your own: {path}</source>
        <translation>Deine eigene: {path}</translation>
    </message>
    <message>
        <source>{folder}: can&apos;t be made: {why}</source>
        <translation>{folder}: kann nicht angelegt werden: {why}</translation>
    </message>
    <message>
        <source>Save settings as</source>
        <translation>Einstellungen speichern als</translation>
    </message>
    <message>
        <source>Open settings</source>
        <translation>Einstellungen öffnen</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vor</translation>
    </message>
    <message>
        <source>Search the help</source>
        <translation>Hilfe durchsuchen</translation>
    </message>
    <message>
        <source>Lists the places of pages that hold all these words, the best first; Enter shows it</source>
        <translation>Listet die Stellen der Seiten, die alle diese Wörter enthalten, die beste zuerst; Eingabe zeigt sie</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>What the help holds; a click shows it</source>
        <translation>Was die Hilfe enthält; ein Klick zeigt es</translation>
    </message>
    <message>
        <source>Help text</source>
        <translation>Hilfetext</translation>
    </message>
    <message>
        <source>Play or stop</source>
        <translation>Abspielen oder anhalten</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Play backwards, stop, play</source>
        <translation>Rückwärts abspielen, anhalten, abspielen</translation>
    </message>
    <message>
        <source>One step</source>
        <translation>Ein Schritt</translation>
    </message>
    <message>
        <source>Ten steps</source>
        <translation>Zehn Schritte</translation>
    </message>
    <message>
        <source>Shift+← Shift+→</source>
        <translation>Umschalt+← Umschalt+→</translation>
    </message>
    <message>
        <source>Next level, last level</source>
        <translation>Nächste Stufe, vorige Stufe</translation>
    </message>
    <message>
        <source>PgDown PgUp</source>
        <translation>Bild↓ Bild↑</translation>
    </message>
    <message>
        <source>First and last step</source>
        <translation>Erster und letzter Schritt</translation>
    </message>
    <message>
        <source>Present, full screen</source>
        <translation>Vorführen, ganzer Bildschirm</translation>
    </message>
    <message>
        <source>Home End</source>
        <translation>Pos1 Ende</translation>
    </message>
    <message>
        <source>In the time machine</source>
        <translation>In der Zeitmaschine</translation>
    </message>
    <message>
        <source>Checkpoint before, next checkpoint</source>
        <translation>Checkpoint davor, nächster Checkpoint</translation>
    </message>
    <message>
        <source>First and newest checkpoint</source>
        <translation>Erster und neuester Checkpoint</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Shortcut of {action}</source>
        <translation>Tastenkürzel von {action}</translation>
    </message>
    <message>
        <source>Click here and press the new keys</source>
        <translation>Klicke hier und drücke die neuen Tasten</translation>
    </message>
    <message>
        <source>In the film</source>
        <translation>Im Film</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>Gives everything the key that it had at first</source>
        <translation>Gibt allem die Taste, die es am Anfang hatte</translation>
    </message>
    <message>
        <source>{keys} is the key of “{action}” already; choose another, or clear that one first.</source>
        <translation>{keys} ist schon die Taste von „{action}“; wähle eine andere, oder leere jene zuerst.</translation>
    </message>
    <message>
        <source>VE, in steps</source>
        <translation>VE, in Schritten</translation>
    </message>
    <message>
        <source>VP, in continuous time</source>
        <translation>VP, in stetiger Zeit</translation>
    </message>
    <message>
        <source>Sub-VP, in continuous time</source>
        <translation>Sub-VP, in stetiger Zeit</translation>
    </message>
    <message>
        <source>DDPM: VP in steps</source>
        <translation>DDPM: VP in Schritten</translation>
    </message>
    <message>
        <source>Picture size, px</source>
        <translation>Bildgröße, px</translation>
    </message>
    <message>
        <source>Side of the pictures that it was trained with</source>
        <translation>Seitenlänge der Bilder, mit denen trainiert wurde</translation>
    </message>
    <message>
        <source>Largest noise σ₁</source>
        <translation>Größtes Rauschen σ₁</translation>
    </message>
    <message>
        <source>The first noise level; the NCSN paper: 1</source>
        <translation>Die erste Rauschstufe; in der Arbeit über NCSN: 1</translation>
    </message>
    <message>
        <source>Smallest noise σ_L</source>
        <translation>Kleinstes Rauschen σ_L</translation>
    </message>
    <message>
        <source>The last noise level; the NCSN paper: 0.01</source>
        <translation>Die letzte Rauschstufe; in der Arbeit über NCSN: 0,01</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>How its training added noise</source>
        <translation>Wie sein Training Rauschen zugab</translation>
    </message>
    <message>
        <source>Import {name}</source>
        <translation>{name} importieren</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Makes a run of it, to sample from</source>
        <translation>Macht einen Lauf daraus, aus dem gezogen werden kann</translation>
    </message>
    <message>
        <source>Stop export</source>
        <translation>Export beenden</translation>
    </message>
    <message>
        <source>Stops the export; no half file is left</source>
        <translation>Beendet den Export; keine halbe Datei bleibt zurück</translation>
    </message>
    <message>
        <source>There is nothing to export on this page.</source>
        <translation>Auf dieser Seite gibt es nichts zu exportieren.</translation>
    </message>
    <message>
        <source>Wait for the end of the sampling, or stop it first.</source>
        <translation>Warte das Ende des Ziehens ab, oder halte es erst an.</translation>
    </message>
    <message>
        <source>An export is under way; stop it, or wait for its end.</source>
        <translation>Ein Export läuft; beende ihn, oder warte sein Ende ab.</translation>
    </message>
    <message>
        <source>Saving {name}…</source>
        <translation>Speichert {name}…</translation>
    </message>
    <message>
        <source>The export was stopped; nothing was written.</source>
        <translation>Der Export wurde beendet; nichts wurde geschrieben.</translation>
    </message>
    <message>
        <source>Saving {name}: {percent} %</source>
        <translation>Speichert {name}: {percent} %</translation>
    </message>
    <message>
        <source> left</source>
        <translation> übrig</translation>
    </message>
    <message>
        <source>There is nothing to copy on this page.</source>
        <translation>Auf dieser Seite gibt es nichts zu kopieren.</translation>
    </message>
    <message>
        <source>All pictures</source>
        <translation>Alle Bilder</translation>
    </message>
    <message>
        <source>Picture {number}</source>
        <translation>Bild {number}</translation>
    </message>
    <message>
        <source>Copied all pictures</source>
        <translation>Alle Bilder kopiert</translation>
    </message>
    <message>
        <source>Copied all points</source>
        <translation>Alle Punkte kopiert</translation>
    </message>
    <message>
        <source>Copied picture {n}</source>
        <translation>Bild {n} kopiert</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>Voreinstellungen</translation>
    </message>
    <message>
        <source>What was changed is kept already</source>
        <translation>Was geändert wurde, ist schon gespeichert</translation>
    </message>
    <message>
        <source>Restore defaults</source>
        <translation>Standard wiederherstellen</translation>
    </message>
    <message>
        <source>Makes everything here as it was at first; runs and settings stay as they are</source>
        <translation>Macht hier alles, wie es am Anfang war; Läufe und Einstellungen bleiben, wie sie sind</translation>
    </message>
    <message>
        <source>Choose the run folder</source>
        <translation>Ordner der Läufe wählen</translation>
    </message>
    <message>
        <source>Looks for a folder on this machine</source>
        <translation>Sucht einen Ordner auf diesem Rechner</translation>
    </message>
    <message>
        <source>New runs are made here, and the runs that are here are listed.
For the same on the command line set the environment variable NCSN_RUNS to this folder, for example
NCSN_RUNS=/my/runs ncsn runs</source>
        <translation>Neue Läufe werden hier gemacht, und die Läufe, die hier sind, werden gelistet.
Für dasselbe auf der Befehlszeile setze die Umgebungsvariable NCSN_RUNS auf diesen Ordner, zum Beispiel
NCSN_RUNS=/my/runs ncsn runs</translation>
    </message>
    <message>
        <source>Run folder</source>
        <translation>Ordner der Läufe</translation>
    </message>
    <message>
        <source>The environment variable NCSN_RUNS says {folder}, and is stronger while it is set.</source>
        <translation>Die Umgebungsvariable NCSN_RUNS sagt {folder}, und ist stärker, solange sie gesetzt ist.</translation>
    </message>
    <message>
        <source>The fastest</source>
        <translation>Das schnellste</translation>
    </message>
    <message>
        <source>Which device is chosen when the program starts; the box in the toolbar changes it for now</source>
        <translation>Welches Gerät beim Start gewählt wird; das Feld oben ändert es für jetzt</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>as many as fit</source>
        <translation>so viele wie passen</translation>
    </message>
    <message>
        <source>How many threads of the processor torch uses. As many as fit: one a core, less what other programs use;
that is looked at once a second. With another number the last digits of results may differ: give one
where they count.</source>
        <translation>Wie viele Threads des Prozessors torch benutzt. So viele wie passen: einer je Kern, weniger das, was andere Programme benutzen;
das wird einmal in der Sekunde angesehen. Bei einer anderen Zahl können die letzten Ziffern der Ergebnisse abweichen: Gib eine
an, wo es auf sie ankommt.</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Most room on disk for the film of one sampling, in MiB. When it is full, evenly spread steps are kept.
A film takes 4 bytes a step for each number in a picture: steps × pictures × C × H × W × 4</source>
        <translation>Größter Platz auf der Platte für den Film einer Ziehung, in MiB. Ist er voll, werden gleichmäßig verteilte Schritte behalten.
Ein Film braucht 4 Byte je Schritt für jede Zahl in einem Bild: Schritte × Bilder × C × H × W × 4</translation>
    </message>
    <message>
        <source>Room for a film, MiB</source>
        <translation>Platz für einen Film, MiB</translation>
    </message>
    <message>
        <source>Counts from the next sampling on.</source>
        <translation>Gilt ab dem nächsten Ziehen.</translation>
    </message>
    <message>
        <source>In percent of the system&apos;s size of text</source>
        <translation>In Prozent der Textgröße des Systems</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Textgröße</translation>
    </message>
    <message>
        <source>Light or dark; as the system: follows it when it changes</source>
        <translation>Hell oder dunkel; wie das System: folgt ihm, wenn es wechselt</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>The language of the window; the help and messages about settings and files are in English</source>
        <translation>Die Sprache des Fensters; die Hilfe und Meldungen über Einstellungen und Dateien sind englisch</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Takes effect when the program starts the next time.</source>
        <translation>Wirkt, wenn das Programm das nächste Mal startet.</translation>
    </message>
    <message>
        <source>step {step} of {total}</source>
        <translation>Schritt {step} von {total}</translation>
    </message>
    <message>
        <source>{count} points</source>
        <translation>{count} Punkte</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>{count} Bilder</translation>
    </message>
    <message>
        <source>number {number} is chosen</source>
        <translation>Nummer {number} ist gewählt</translation>
    </message>
    <message>
        <source>{count} noise levels, from {first} to {last}; columns: {columns}</source>
        <translation>{count} Rauschstufen, von {first} bis {last}; Spalten: {columns}</translation>
    </message>
    <message>
        <source>Plot</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Sheet for points</source>
        <translation>Blatt für Punkte</translation>
    </message>
    <message>
        <source>Draw with the mouse; or move the cross with the arrow keys (Shift: far), Space sprays</source>
        <translation>Zeichne mit der Maus; oder bewege das Kreuz mit den Pfeiltasten (Umschalt: weit), Leertaste sprüht</translation>
    </message>
    <message>
        <source>Plays once; press to play again and again</source>
        <translation>Spielt einmal; drücken, um immer wieder zu spielen</translation>
    </message>
    <message>
        <source>Plays again and again; press to play back and forth</source>
        <translation>Spielt immer wieder; drücken, um hin und her zu spielen</translation>
    </message>
    <message>
        <source>Plays back and forth; press to play once</source>
        <translation>Spielt hin und her; drücken, um einmal zu spielen</translation>
    </message>
    <message>
        <source>Which step is shown; the marks are where noise levels begin</source>
        <translation>Welcher Schritt gezeigt wird; die Striche sind da, wo Rauschstufen beginnen</translation>
    </message>
    <message>
        <source>Film player</source>
        <translation>Filmspieler</translation>
    </message>
    <message>
        <source>First step (Home)</source>
        <translation>Erster Schritt (Pos1)</translation>
    </message>
    <message>
        <source>Ten steps back (Shift+←)</source>
        <translation>Zehn Schritte zurück (Umschalt+←)</translation>
    </message>
    <message>
        <source>One step back (←)</source>
        <translation>Ein Schritt zurück (←)</translation>
    </message>
    <message>
        <source>Play backwards, or pause (J)</source>
        <translation>Rückwärts abspielen, oder Pause (J)</translation>
    </message>
    <message>
        <source>Play or pause (Space; L plays, K pauses)</source>
        <translation>Abspielen oder Pause (Leertaste; L spielt, K pausiert)</translation>
    </message>
    <message>
        <source>One step on (→)</source>
        <translation>Ein Schritt vor (→)</translation>
    </message>
    <message>
        <source>Ten steps on (Shift+→)</source>
        <translation>Zehn Schritte vor (Umschalt+→)</translation>
    </message>
    <message>
        <source>Last step (End)</source>
        <translation>Letzter Schritt (Ende)</translation>
    </message>
    <message>
        <source>no film yet</source>
        <translation>noch kein Film</translation>
    </message>
    <message>
        <source>Steps a second</source>
        <translation>Schritte in der Sekunde</translation>
    </message>
    <message>
        <source>step {step} / {total}</source>
        <translation>Schritt {step} / {total}</translation>
    </message>
    <message>
        <source>point {number}</source>
        <translation>Punkt {number}</translation>
    </message>
    <message>
        <source>picture {number}</source>
        <translation>Bild {number}</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>Histogramm</translation>
    </message>
    <message>
        <source>the result: no step follows</source>
        <translation>das Ergebnis: kein Schritt folgt</translation>
    </message>
    <message>
        <source>The picture at this step</source>
        <translation>Das Bild bei diesem Schritt</translation>
    </message>
    <message>
        <source>The points at this step; the chosen one is framed</source>
        <translation>Die Punkte bei diesem Schritt; der gewählte ist eingerahmt</translation>
    </message>
    <message>
        <source>x + σ² score: where the model thinks it goes</source>
        <translation>x + σ² Score: wohin es nach Meinung des Modells geht</translation>
    </message>
    <message>
        <source>x + σ² score: where the model thinks they go</source>
        <translation>x + σ² Score: wohin sie nach dem Modell gehen</translation>
    </message>
    <message>
        <source>score</source>
        <translation>Score</translation>
    </message>
    <message>
        <source>How many pixels of x have which value; the lines mark the pixel range</source>
        <translation>Wie viele Pixel von x welchen Wert haben; die Striche zeigen den Pixelbereich</translation>
    </message>
    <message>
        <source>pixels of x</source>
        <translation>Pixel von x</translation>
    </message>
    <message>
        <source>What to see of this picture below: its path through the steps, or the training pictures nearest to it</source>
        <translation>Was von diesem Bild unten zu sehen ist: sein Weg durch die Schritte, oder die nächsten Trainingsbilder</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Weg</translation>
    </message>
    <message>
        <source>Length of the score at each pixel, σ|s|: black is 0, white is 2</source>
        <translation>Länge des Scores an jedem Pixel, σ|s|: schwarz ist 0, weiß ist 2</translation>
    </message>
    <message>
        <source>Along the score from some of the points, as long as σ|s|; the square is as large as the points need</source>
        <translation>Am Score entlang von einigen der Punkte, so lang wie σ|s|; das Quadrat ist so groß, wie die Punkte es brauchen</translation>
    </message>
    <message>
        <source>Nearest in training</source>
        <translation>Nächste im Training</translation>
    </message>
    <message>
        <source>What to see of this point below: its path through the steps</source>
        <translation>Was unten von diesem Punkt zu sehen ist: sein Weg durch die Schritte</translation>
    </message>
    <message>
        <source>This picture at steps; a click moves the film</source>
        <translation>Dieses Bild bei einigen Schritten; ein Klick bewegt den Film</translation>
    </message>
    <message>
        <source>step {step}</source>
        <translation>Schritt {step}</translation>
    </message>
    <message>
        <source>Picture {number} of the data set, mirrored</source>
        <translation>Bild {number} der Datenmenge, gespiegelt</translation>
    </message>
    <message>
        <source>Picture {number} of the data set</source>
        <translation>Bild {number} der Datenmenge</translation>
    </message>
    <message>
        <source>Euclidean distance, of {count}</source>
        <translation>Euklidischer Abstand, von {count}</translation>
    </message>
    <message>
        <source>Point {number}</source>
        <translation>Punkt {number}</translation>
    </message>
    <message>
        <source>Nearest training picture {number}</source>
        <translation>Nächstes Trainingsbild {number}</translation>
    </message>
    <message>
        <source>Distance: root of the summed squares over all pixels; ⇋: of the mirrored picture</source>
        <translation>Abstand: Wurzel der summierten Quadrate über alle Pixel; ⇋: des gespiegelten Bildes</translation>
    </message>
    <message>
        <source>Nearest training pictures</source>
        <translation>Nächste Trainingsbilder</translation>
    </message>
    <message>
        <source>Changed; it was: {was}</source>
        <translation>Geändert; es war: {was}</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Shows what happened where</source>
        <translation>Zeigt, was wo geschah</translation>
    </message>
    <message>
        <source>Puts the message and its report on the clipboard</source>
        <translation>Legt die Meldung und ihren Bericht in die Zwischenablage</translation>
    </message>
    <message>
        <source>What the message offers</source>
        <translation>Was die Meldung anbietet</translation>
    </message>
    <message>
        <source>Does what the message offers</source>
        <translation>Tut, was die Meldung anbietet</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Hides this message</source>
        <translation>Verbirgt diese Meldung</translation>
    </message>
    <message>
        <source>Draw points</source>
        <translation>Punkte zeichnen</translation>
    </message>
    <message>
        <source>Hold the mouse button and draw; with the keyboard: arrow keys move, Space sprays.</source>
        <translation>Halte die Maustaste und zeichne; mit der Tastatur: Pfeiltasten bewegen, Leertaste sprüht.</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Takes the last stroke back (Ctrl+Z)</source>
        <translation>Nimmt den letzten Strich zurück (Strg+Z)</translation>
    </message>
    <message>
        <source>Empties the sheet</source>
        <translation>Leert das Blatt</translation>
    </message>
    <message>
        <source>Use these points</source>
        <translation>Diese Punkte nehmen</translation>
    </message>
    <message>
        <source>Keeps them as a CSV file, and begins a new run with it</source>
        <translation>Behält sie als CSV-Datei und beginnt einen neuen Lauf damit</translation>
    </message>
    <message>
        <source>{n} points</source>
        <translation>{n} Punkte</translation>
    </message>
    <message>
        <source>{n} points; at least {least} make a set</source>
        <translation>{n} Punkte; mindestens {least} machen eine Menge</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Type what you look for; Enter does it, Esc closes</source>
        <translation>Tippe, was du suchst; Eingabe tut es, Esc schließt</translation>
    </message>
    <message>
        <source>Type a command, view, preset, run or sampler</source>
        <translation>Tippe einen Befehl, eine Ansicht, eine Vorgabe, einen Lauf oder Sampler</translation>
    </message>
    <message>
        <source>Everything that can be done here</source>
        <translation>Alles, was hier getan werden kann</translation>
    </message>
    <message>
        <source>Search the help for “{text}”</source>
        <translation>Die Hilfe nach „{text}“ durchsuchen</translation>
    </message>
    <message>
        <source>Real handwritten digits, 8×8, with NCSNv2&apos;s rules and a small U-Net; learns in minutes on a laptop.</source>
        <translation>Echte handgeschriebene Ziffern, 8×8, mit den Regeln von NCSNv2 und einem kleinen U-Net; lernt auf einem Laptop in Minuten.</translation>
    </message>
    <message>
        <source>The digits, told which digit each is: ask for a 7, and exaggerate it with guidance.</source>
        <translation>Die Ziffern, mit Angabe, welche jede ist: Verlange eine 7, und übertreibe sie mit Führung.</translation>
    </message>
    <message>
        <source>Points on a checkerboard and a small MLP: a whole density that one can see; learns in a minute.</source>
        <translation>Punkte auf einem Schachbrett und ein kleines MLP: eine ganze Dichte, die man sehen kann; lernt in einer Minute.</translation>
    </message>
    <message>
        <source>The beginner&apos;s version: small CNN, unweighted loss, 5 linear levels, constant step. See why the others exist.</source>
        <translation>Die Fassung der Anfänger: kleines CNN, ungewichteter Verlust, 5 lineare Stufen, fester Schritt. Sieh, warum es die anderen gibt.</translation>
    </message>
    <message>
        <source>NCSN (Song &amp; Ermon 2019) on MNIST: its RefineNet, σ 1 → 0.01, L 10, T 100, ε 2e-5.</source>
        <translation>NCSN (Song &amp; Ermon 2019) auf MNIST: sein RefineNet, σ 1 → 0,01, L 10, T 100, ε 2e-5.</translation>
    </message>
    <message>
        <source>NCSNv2 (Song &amp; Ermon 2020) on CIFAR-10: its RefineNet, σ 50 → 0.01, L 232, T 5.</source>
        <translation>NCSNv2 (Song &amp; Ermon 2020) auf CIFAR-10: sein RefineNet, σ 50 → 0,01, L 232, T 5.</translation>
    </message>
    <message>
        <source>NCSNv2 on CelebA, 64 px (name your folder): σ 90 → 0.01, L 500, T 5.</source>
        <translation>NCSNv2 auf CelebA, 64 px (nenne deinen Ordner): σ 90 → 0,01, L 500, T 5.</translation>
    </message>
    <message>
        <source>NCSNv2 on LSUN church, 96 px (name your folder): the Deeper network, σ 140 → 0.01, L 788, T 4.</source>
        <translation>NCSNv2 auf LSUN church, 96 px (nenne deinen Ordner): das Netz Deeper, σ 140 → 0,01, L 788, T 4.</translation>
    </message>
    <message>
        <source>NCSNv2 on LSUN bedroom, 128 px (name your folder): the Deeper network, σ 190 → 0.01, L 1086, T 3.</source>
        <translation>NCSNv2 auf LSUN bedroom, 128 px (nenne deinen Ordner): das Netz Deeper, σ 190 → 0,01, L 1086, T 3.</translation>
    </message>
    <message>
        <source>NCSNv2 on FFHQ, 256 px (name your folder): the Deepest network, σ 348 → 0.01, L 2311, T 3.</source>
        <translation>NCSNv2 auf FFHQ, 256 px (nenne deinen Ordner): das Netz Deepest, σ 348 → 0,01, L 2311, T 3.</translation>
    </message>
    <message>
        <source>NCSN++ with the VE process (Song et al. 2021) on CIFAR-10, predictor-corrector sampling.</source>
        <translation>NCSN++ mit dem VE-Prozess (Song et al. 2021) auf CIFAR-10, Sampling mit Prädiktor-Korrektor.</translation>
    </message>
    <message>
        <source>DDPM (Ho et al. 2020) on CIFAR-10: predicts the noise of 1000 steps, ancestral sampling.</source>
        <translation>DDPM (Ho et al. 2020) auf CIFAR-10: sagt das Rauschen von 1000 Schritten voraus, zieht Schritt für Schritt.</translation>
    </message>
    <message>
        <source>DDPM++ with the VP process in continuous time (Song et al. 2021) on CIFAR-10.</source>
        <translation>DDPM++ mit dem VP-Prozess in stetiger Zeit (Song et al. 2021) auf CIFAR-10.</translation>
    </message>
    <message>
        <source>DDPM++ with the sub-VP process (Song et al. 2021) on CIFAR-10: the best likelihood of its time.</source>
        <translation>DDPM++ mit dem Sub-VP-Prozess (Song et al. 2021) auf CIFAR-10: die beste Likelihood ihrer Zeit.</translation>
    </message>
    <message>
        <source>EDM (Karras et al. 2022) on CIFAR-10: its preconditioning, noise and weight; Heun&apos;s steps, 35 evaluations.</source>
        <translation>EDM (Karras et al. 2022) auf CIFAR-10: seine Vorkonditionierung, Rauschen und Gewichte; Heuns Schritte, 35 Auswertungen.</translation>
    </message>
    <message>
        <source>digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1797 handwritten digits, 8×8 grey, that ship inside scikit-learn (UCI, 1998).</source>
        <translation>1797 handgeschriebene Ziffern, 8×8 grau, die in scikit-learn stecken (UCI, 1998).</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>Zurückgehalten</translation>
    </message>
    <message>
        <source>Pictures set aside to judge the model on; never more than a quarter of the set.</source>
        <translation>Bilder, an denen das Modell beurteilt wird; nie mehr als ein Viertel der Menge.</translation>
    </message>
    <message>
        <source>Split seed</source>
        <translation>Startzahl der Teilung</translation>
    </message>
    <message>
        <source>Decides which pictures are held out.</source>
        <translation>Entscheidet, welche Bilder zurückgehalten werden.</translation>
    </message>
    <message>
        <source>Mirror at random</source>
        <translation>Zufällig spiegeln</translation>
    </message>
    <message>
        <source>Shows each picture mirrored half of the time.</source>
        <translation>Zeigt jedes Bild die Hälfte der Zeit gespiegelt.</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>wahr oder falsch</translation>
    </message>
    <message>
        <source>Units of x. The σ of the NCSN papers hold in [0, 1], those of VP, DDPM and EDM in [-1, 1], where the same noise has twice the σ.</source>
        <translation>Einheiten von x. Die σ der Arbeiten über NCSN gelten in [0, 1], die von VP, DDPM und EDM in [-1, 1], wo dasselbe Rauschen das doppelte σ hat.</translation>
    </message>
    <message>
        <source>one of [0, 1], [-1, 1]</source>
        <translation>eines von [0, 1], [-1, 1]</translation>
    </message>
    <message>
        <source>x = pixel / 255   or   x = pixel / 127.5 - 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory for data</source>
        <translation>Speicher für Daten</translation>
    </message>
    <message>
        <source>Sets larger than this are read from disk while training.</source>
        <translation>Größere Mengen werden beim Trainieren von der Platte gelesen.</translation>
    </message>
    <message>
        <source>MiB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mnist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sets that torchvision downloads once.</source>
        <translation>Mengen, die torchvision einmal herunterlädt.</translation>
    </message>
    <message>
        <source>Kept in</source>
        <translation>Liegt in</translation>
    </message>
    <message>
        <source>Folder that holds the downloaded files; empty: the user&apos;s data folder.</source>
        <translation>Ordner mit den heruntergeladenen Dateien; leer: der Datenordner des Benutzers.</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>fashion-mnist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cifar10</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your own pictures: every picture below a folder; its sub-folders are the classes.</source>
        <translation>Eigene Bilder: jedes Bild unter einem Ordner; seine Unterordner sind die Klassen.</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>All pictures in it and below it.</source>
        <translation>Alle Bilder darin und darunter.</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Pictures are resized and centre-cropped to size × size.</source>
        <translation>Bilder werden auf Größe × Größe gebracht und mittig beschnitten.</translation>
    </message>
    <message>
        <source>px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Channels of a picture: 1 or 3.</source>
        <translation>Kanäle eines Bildes: 1 oder 3.</translation>
    </message>
    <message>
        <source>one of grey, RGB</source>
        <translation>eines von grey, RGB</translation>
    </message>
    <message>
        <source>The folder of pictures</source>
        <translation>Der Ordner mit Bildern</translation>
    </message>
    <message>
        <source>What training will meet in the folder under Data</source>
        <translation>Was das Training im Ordner unter Daten antreffen wird</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Neu ansehen</translation>
    </message>
    <message>
        <source>Looks at the folder once more</source>
        <translation>Sieht den Ordner noch einmal an</translation>
    </message>
    <message>
        <source>Some pictures as they are trained on</source>
        <translation>Einige Bilder, wie sie ins Training gehen</translation>
    </message>
    <message>
        <source>Skipped files, with the reason</source>
        <translation>Übergangene Dateien, mit dem Grund</translation>
    </message>
    <message>
        <source>Files that are no pictures, or can&apos;t be read, and why</source>
        <translation>Dateien, die keine Bilder sind oder nicht gelesen werden können, und warum</translation>
    </message>
    <message>
        <source>Looking at {folder}…</source>
        <translation>Sieht {folder} an…</translation>
    </message>
    <message>
        <source>A new run. Look over the folder and the settings on the right, then press Train.</source>
        <translation>Ein neuer Lauf. Sieh den Ordner und die Einstellungen rechts durch und drücke dann Trainieren.</translation>
    </message>
    <message>
        <source>{count} pictures: {train} are learned from, {held_out} held out to judge the model.</source>
        <translation>{count} Bilder: Aus {train} wird gelernt, {held_out} sind zurückgehalten, um das Modell zu beurteilen.</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>grau</translation>
    </message>
    <message>
        <source>RGB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some of them as they are trained on: {side}×{side}, {colour}</source>
        <translation>Einige davon, wie sie ins Training gehen: {side}×{side}, {colour}</translation>
    </message>
    <message>
        <source>A folder of pictures</source>
        <translation>Ein Ordner mit Bildern</translation>
    </message>
    <message>
        <source>{count} of {width}×{height}</source>
        <translation>{count}-mal {width}×{height}</translation>
    </message>
    <message>
        <source>and {count} more sizes</source>
        <translation>und {count} weitere Größen</translation>
    </message>
    <message>
        <source>of {heads} that were looked at</source>
        <translation>von {heads}, die angesehen wurden</translation>
    </message>
    <message>
        <source>{count} are smaller than what is trained on, and are enlarged.</source>
        <translation>{count} sind kleiner als das, womit trainiert wird, und werden vergrößert.</translation>
    </message>
    <message>
        <source>Sizes: {sizes}</source>
        <translation>Größen: {sizes}</translation>
    </message>
    <message>
        <source>{count} classes: {classes}</source>
        <translation>{count} Klassen: {classes}</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>und {count} weitere</translation>
    </message>
    <message>
        <source>No classes: no two folders in it hold pictures.</source>
        <translation>Keine Klassen: Es gibt darin keine zwei Ordner mit Bildern.</translation>
    </message>
    <message>
        <source>by {opened} of {count} pictures; training looks at all</source>
        <translation>nach {opened} von {count} Bildern; das Training sieht alle an</translation>
    </message>
    <message>
        <source>What NCSNv2&apos;s rules make of them</source>
        <translation>Was die Regeln von NCSNv2 daraus machen</translation>
    </message>
    <message>
        <source>Skipped files: {count}</source>
        <translation>Übergangene Dateien: {count}</translation>
    </message>
    <message>
        <source>Choose a folder under Data on the right, or drop one on the window.</source>
        <translation>Wähle rechts unter Daten einen Ordner, oder ziehe einen auf das Fenster.</translation>
    </message>
    <message>
        <source>σ₁ = {value:.4g}: the largest distance between two pictures, so that noise joins them all.</source>
        <translation>σ₁ = {value:.4g}: der größte Abstand zweier Bilder, damit Rauschen sie alle verbindet.</translation>
    </message>
    <message>
        <source>L = {count}, ratio γ = {ratio:.4g}: so close that neighbouring levels overlap in D = {dim}.</source>
        <translation>L = {count}, Verhältnis γ = {ratio:.4g}: so nah, dass sich benachbarte Stufen in D = {dim} überlappen.</translation>
    </message>
    <message>
        <source>T = {steps}: as many steps a level as time allows; 3 to 5 are usual.</source>
        <translation>T = {steps}: so viele Schritte je Stufe, wie die Zeit erlaubt; 3 bis 5 sind üblich.</translation>
    </message>
    <message>
        <source>ε = {value:.3g}: leaves {left:.3f} times a level&apos;s own noise, the nearest to 1 that T allows.</source>
        <translation>ε = {value:.3g}: lässt {left:.3f}-mal das eigene Rauschen einer Stufe, so nah an 1, wie T erlaubt.</translation>
    </message>
    <message>
        <source>checkerboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Points in the plane, where one can see a whole density; drawn anew from a formula.</source>
        <translation>Punkte in der Ebene, wo man eine ganze Dichte sehen kann; aus einer Formel neu gezogen.</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>How many points the set has.</source>
        <translation>Wie viele Punkte die Menge hat.</translation>
    </message>
    <message>
        <source>moons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>circles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>swiss-roll</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>spiral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>eight-gaussians</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pinwheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>points-file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your own points: a CSV file of x, y and perhaps a class, or points drawn by hand.</source>
        <translation>Eigene Punkte: eine CSV-Datei mit x, y und vielleicht einer Klasse, oder von Hand gezeichnete Punkte.</translation>
    </message>
    <message>
        <source>Channels at full resolution; doubled once, below: more learn finer things and take longer, as cost and parameters grow with the square.</source>
        <translation>Kanäle bei voller Auflösung; darunter einmal verdoppelt: Mehr lernen Feineres und dauern länger, denn Kosten und Parameter wachsen mit dem Quadrat.</translation>
    </message>
    <message>
        <source>How often the picture is halved, plus one: enough that the smallest is about 4 pixels wide, and the network sees the whole.</source>
        <translation>Wie oft das Bild halbiert wird, plus eins: so oft, dass das kleinste etwa 4 Pixel breit ist und das Netz das Ganze sieht.</translation>
    </message>
    <message>
        <source>smallest side = side / 2^(n-1)</source>
        <translation>kleinste Seite = Seite / 2^(n-1)</translation>
    </message>
    <message>
        <source>Residual blocks at each resolution: more see farther and learn more, and take longer.</source>
        <translation>Residualblöcke je Auflösung: Mehr sehen weiter und lernen mehr, und dauern länger.</translation>
    </message>
    <message>
        <source>Lets distant pixels see each other at the lowest resolution, so that strokes far apart fit together.</source>
        <translation>Lässt ferne Pixel bei der niedrigsten Auflösung einander sehen, damit weit entfernte Striche zusammenpassen.</translation>
    </message>
    <message>
        <source>softmax(q kᵀ/√d) v</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of features hidden at random while training: keeps a large network from learning few pictures by heart.</source>
        <translation>Anteil der Merkmale, die im Training zufällig verdeckt werden: hält ein großes Netz davon ab, wenige Bilder auswendig zu lernen.</translation>
    </message>
    <message>
        <source>Channels of the hidden layers: more learn finer things and take longer, as cost and parameters grow with the square.</source>
        <translation>Kanäle der verborgenen Schichten: Mehr lernen Feineres und dauern länger, denn Kosten und Parameter wachsen mit dem Quadrat.</translation>
    </message>
    <message>
        <source>Units of the hidden layers: more learn finer things and take longer, as cost and parameters grow with the square.</source>
        <translation>Einheiten der verborgenen Schichten: Mehr lernen Feineres und dauern länger, denn Kosten und Parameter wachsen mit dem Quadrat.</translation>
    </message>
    <message>
        <source>Hidden layers: more bend the score more sharply, as fine patterns need; very many are hard to train.</source>
        <translation>Verborgene Schichten: Mehr biegen den Score schärfer, wie feine Muster es brauchen; sehr viele sind schwer zu trainieren.</translation>
    </message>
    <message>
        <source>h ← W silu(h + U e(σ))</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the network is told σ: sines of log σ at random frequencies, or at the frequencies of transformers. Both tell near levels apart, which σ itself would not.</source>
        <translation>Wie dem Netz σ mitgeteilt wird: als Sinus von log σ bei zufälligen Frequenzen, oder bei denen der Transformer. Beide unterscheiden nahe Stufen, was σ selbst nicht täte.</translation>
    </message>
    <message>
        <source>Channels of the first stage, 64 for MNIST, else 128: more learn finer things and take longer, as cost and parameters grow with the square.</source>
        <translation>Kanäle der ersten Stufe, 64 für MNIST, sonst 128: Mehr lernen Feineres und dauern länger, denn Kosten und Parameter wachsen mit dem Quadrat.</translation>
    </message>
    <message>
        <source>For pictures up to 64 px (base), of 96 to 128 px (deeper), of 256 px (deepest): larger pictures need more stages to be seen whole.</source>
        <translation>Für Bilder bis 64 px (base), von 96 bis 128 px (deeper), von 256 px (deepest): Größere Bilder brauchen mehr Stufen, um ganz gesehen zu werden.</translation>
    </message>
    <message>
        <source>Channels of the first stage: more learn finer things and take longer, as cost and parameters grow with the square.</source>
        <translation>Kanäle der ersten Stufe: Mehr lernen Feineres und dauern länger, denn Kosten und Parameter wachsen mit dem Quadrat.</translation>
    </message>
    <message>
        <source>Divided by σ, which is all the network is told of it; so any σ may be asked for.</source>
        <translation>Durch σ geteilt, und mehr erfährt das Netz davon nicht; so darf nach jedem σ gefragt werden.</translation>
    </message>
    <message>
        <source>The U-Net of the SDE paper: NCSN++, DDPM++ and DDPM (Song et al. 2021, appendix H), as EDM also uses it.</source>
        <translation>Das U-Net der Arbeit über SDE: NCSN++, DDPM++ und DDPM (Song et al. 2021, Anhang H), wie es auch EDM benutzt.</translation>
    </message>
    <message>
        <source>Channels at full resolution: more learn finer things and take longer, as cost and parameters grow with the square.</source>
        <translation>Kanäle bei voller Auflösung: Mehr lernen Feineres und dauern länger, denn Kosten und Parameter wachsen mit dem Quadrat.</translation>
    </message>
    <message>
        <source>Channels at each resolution, in widths; each one halves the picture once more, so that distant parts come to see each other.</source>
        <translation>Kanäle je Auflösung, in Breiten; jede weitere halbiert das Bild noch einmal, damit ferne Teile einander sehen.</translation>
    </message>
    <message>
        <source>channels = multiplier · width</source>
        <translation>Kanäle = Faktor · Breite</translation>
    </message>
    <message>
        <source>Residual blocks at each resolution: more see farther and learn more, and take longer; 4, or 8 for the deep ones.</source>
        <translation>Residualblöcke je Auflösung: Mehr sehen weiter und lernen mehr, und dauern länger; 4, oder 8 für die tiefen.</translation>
    </message>
    <message>
        <source>Block type</source>
        <translation>Blockart</translation>
    </message>
    <message>
        <source>Whose residual blocks: BigGAN&apos;s halve and double the picture inside; DDPM&apos;s leave that to a convolution between them, and have 32 groups in every norm. The paper found BigGAN&apos;s to draw better.</source>
        <translation>Wessen Residualblöcke: Die von BigGAN halbieren und verdoppeln das Bild in sich; die von DDPM überlassen das einer Faltung dazwischen und haben 32 Gruppen in jeder Norm. Die Arbeit fand, dass die von BigGAN bessere Bilder geben.</translation>
    </message>
    <message>
        <source>one of BigGAN, DDPM</source>
        <translation>eines von BigGAN, DDPM</translation>
    </message>
    <message>
        <source>BigGAN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DDPM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resolutions at which distant pixels look at each other; large ones cost much, as the price grows with the square of the pixels. Empty: none.</source>
        <translation>Auflösungen, bei denen ferne Pixel einander ansehen; große kosten viel, denn der Preis wächst mit dem Quadrat der Pixelzahl. Leer: keine.</translation>
    </message>
    <message>
        <source>Halves and doubles pictures with the filter 1, 3, 3, 1, so that fine stripes do not turn into coarse ones.</source>
        <translation>Halbiert und verdoppelt Bilder mit dem Filter 1, 3, 3, 1, damit aus feinen Streifen keine groben werden.</translation>
    </message>
    <message>
        <source>[1, 3, 3, 1]/8 along each axis</source>
        <translation>[1, 3, 3, 1]/8 entlang jeder Achse</translation>
    </message>
    <message>
        <source>Divides each residual sum by √2, which keeps its size, so that deep networks train more steadily.</source>
        <translation>Teilt jede Residualsumme durch √2, was ihre Größe erhält, sodass tiefe Netze ruhiger lernen.</translation>
    </message>
    <message>
        <source>Smallest noise level; small enough not to be seen. Smaller still, Langevin&apos;s step shrinks with its square, and more levels are needed.</source>
        <translation>Kleinste Rauschstufe; so klein, dass man sie nicht sieht. Ist sie noch kleiner, schrumpft Langevins Schritt mit ihrem Quadrat, und es braucht mehr Stufen.</translation>
    </message>
    <message>
        <source>σ_L = σ_min;   stable steps: ε &lt; 2σ_L²</source>
        <translation>σ_L = σ_min;   stabile Schritte: ε &lt; 2σ_L²</translation>
    </message>
    <message>
        <source>Which σ a training picture gets: a level of the ladder, or any σ between the ends. Samplers that leave the ladder, as the ODE&apos;s do, want any σ.</source>
        <translation>Welches σ ein Trainingsbild bekommt: eine Stufe der Leiter, oder irgendein σ zwischen den Enden. Verfahren, die die Leiter verlassen, wie die der ODE, brauchen jedes σ.</translation>
    </message>
    <message>
        <source>How much neighbouring levels overlap, so that a picture of one is a likely one of the next. More overlap means more levels, and longer sampling.</source>
        <translation>Wie sehr sich benachbarte Stufen überlappen, sodass ein Bild der einen ein wahrscheinliches der nächsten ist. Mehr Überlappung heißt mehr Stufen und längeres Ziehen.</translation>
    </message>
    <message>
        <source>How many noise levels: with too few, a picture of one level looks wrong to the next; with more, Langevin sampling takes longer, in proportion.</source>
        <translation>Wie viele Rauschstufen: Bei zu wenigen wirkt ein Bild der einen Stufe falsch für die nächste; bei mehr dauert Langevin entsprechend länger.</translation>
    </message>
    <message>
        <source>Smallest noise level, from which one step leads to the picture; 0.002 is EDM&apos;s in [-1, 1], far below a grey value.</source>
        <translation>Kleinste Rauschstufe, von der ein Schritt zum Bild führt; 0,002 ist die von EDM in [-1, 1], weit unter einem Grauwert.</translation>
    </message>
    <message>
        <source>σ_L = σ_min, then σ = 0</source>
        <translation>σ_L = σ_min, danach σ = 0</translation>
    </message>
    <message>
        <source>Largest noise level, at which nothing of the picture may be left; 80 is EDM&apos;s in [-1, 1]. Too small, and samples start where the model never was.</source>
        <translation>Größte Rauschstufe, bei der vom Bild nichts übrig sein darf; 80 ist die von EDM in [-1, 1]. Ist sie zu klein, beginnen die Bilder dort, wo das Modell nie war.</translation>
    </message>
    <message>
        <source>start: x ~ N(0, σ_max²)</source>
        <translation>Beginn: x ~ N(0, σ_max²)</translation>
    </message>
    <message>
        <source>How many noise levels the curves and Langevin&apos;s samplers use; the ODE&apos;s samplers choose their own.</source>
        <translation>Wie viele Rauschstufen die Kurven und Langevins Verfahren benutzen; die der ODE wählen ihre eigenen.</translation>
    </message>
    <message>
        <source>How dense the levels are at small σ, where mistakes are seen; 1 is linear, EDM found 5 to 10 best.</source>
        <translation>Wie dicht die Stufen bei kleinem σ liegen, wo man Fehler sieht; 1 ist linear, EDM fand 5 bis 10 am besten.</translation>
    </message>
    <message>
        <source>Where the bell of training σ stands: at the levels that decide what is drawn, not those too easy or hopeless. -1.2 is EDM&apos;s in [-1, 1].</source>
        <translation>Wo die Glocke der σ im Training steht: bei den Stufen, die entscheiden, was entsteht, nicht bei den zu leichten oder aussichtslosen. -1,2 ist EDMs Wert in [-1, 1].</translation>
    </message>
    <message>
        <source>How wide the bell of training σ is; too narrow, and the largest and smallest σ are hardly ever learned.</source>
        <translation>Wie breit die Glocke der σ im Training ist; ist sie zu schmal, werden größte und kleinste σ kaum gelernt.</translation>
    </message>
    <message>
        <source>How many time steps; DDPM&apos;s 1000 are so fine that each step back is nearly normal.</source>
        <translation>Wie viele Zeitschritte; DDPMs 1000 sind so fein, dass jeder Schritt zurück fast normalverteilt ist.</translation>
    </message>
    <message>
        <source>linear, in steps: β_i = β((i-1)/(N-1))/N</source>
        <translation>linear, in Schritten: β_i = β((i-1)/(N-1))/N</translation>
    </message>
    <message>
        <source>How the noise grows: β linear in time (DDPM), or the signal a cosine of time (Nichol &amp; Dhariwal 2021), which leaves small pictures recognisable for longer.</source>
        <translation>Wie das Rauschen wächst: β linear in der Zeit (DDPM), oder das Signal als Kosinus der Zeit (Nichol &amp; Dhariwal 2021), was kleine Bilder länger erkennbar lässt.</translation>
    </message>
    <message>
        <source>How fast noise comes in at first, of a linear β: small, so that the first levels hardly differ from the picture. DDPM&apos;s 1e-4 over 1000 steps is 0.1.</source>
        <translation>Wie schnell am Anfang Rauschen dazukommt, bei linearem β: klein, damit sich die ersten Stufen kaum vom Bild unterscheiden. DDPMs 1e-4 bei 1000 Schritten ist 0,1.</translation>
    </message>
    <message>
        <source>How fast noise comes in at the end, of a linear β: large enough that nothing of the picture is left. DDPM&apos;s 0.02 over 1000 steps is 20.</source>
        <translation>Wie schnell am Ende Rauschen dazukommt, bei linearem β: so groß, dass vom Bild nichts übrig ist. DDPMs 0.02 bei 1000 Schritten ist 20.</translation>
    </message>
    <message>
        <source>Smallest time; nearer to 0 the score grows without bound, and there is nothing left to learn.</source>
        <translation>Kleinste Zeit; näher an 0 wächst der Score über alle Grenzen, und zu lernen gibt es nichts mehr.</translation>
    </message>
    <message>
        <source>Which σ a training picture gets: of any time, which suits the SDE&apos;s samplers, or of one of DDPM&apos;s N steps.</source>
        <translation>Welches σ ein Trainingsbild bekommt: das irgendeiner Zeit, was zu den Verfahren der SDE passt, oder das eines der N Schritte von DDPM.</translation>
    </message>
    <message>
        <source>A training picture gets the σ of any time, so that samplers may stop anywhere on the way.</source>
        <translation>Ein Trainingsbild bekommt das σ irgendeiner Zeit, damit die Verfahren unterwegs überall halten dürfen.</translation>
    </message>
    <message>
        <source>Above this signal-to-noise ratio a level no longer counts more; smaller gives the smallest σ less to say. 5 is the paper&apos;s.</source>
        <translation>Über diesem Verhältnis von Signal zu Rauschen zählt eine Stufe nicht mehr stärker; kleiner lässt die kleinsten σ weniger mitreden. 5 nennt die Arbeit darüber.</translation>
    </message>
    <message>
        <source>Random directions for each picture: more make the loss less noisy, and each costs one more backward pass.</source>
        <translation>Zufällige Richtungen je Bild: Mehr machen den Verlust weniger verrauscht, und jede kostet einen weiteren Rückwärtsdurchgang.</translation>
    </message>
    <message>
        <source>Takes the length of the whole score instead of its square along the direction: the same on average, and less noisy, as it is known exactly.</source>
        <translation>Nimmt die Länge des ganzen Scores statt seines Quadrats entlang der Richtung: im Mittel dasselbe, und weniger verrauscht, weil sie genau bekannt ist.</translation>
    </message>
    <message>
        <source>Dimensions up to which the trace is exact, a backward pass for each; above, Hutchinson&apos;s estimate, which is noisy but costs one pass.</source>
        <translation>Bis zu so vielen Dimensionen ist die Spur genau, mit einem Rückwärtsdurchgang für jede; darüber Hutchinsons Schätzung, die rauscht, aber nur einen kostet.</translation>
    </message>
    <message>
        <source>At how many training pictures, evenly chosen, the density has a bump; fewer are quicker, but the target then knows only those.</source>
        <translation>An wie vielen Trainingsbildern, gleichmäßig gewählt, die Dichte einen Buckel hat; weniger sind schneller, doch das Ziel kennt dann nur diese.</translation>
    </message>
    <message>
        <source>Optimiser steps in all: go on for as long as the previews and the held-out loss improve. A run that is done may be given more.</source>
        <translation>Optimiererschritte insgesamt: so lange, wie Vorschauen und zurückgehaltener Verlust besser werden. Einem fertigen Lauf darf man mehr geben.</translation>
    </message>
    <message>
        <source>epochs = steps · batch / pictures</source>
        <translation>Epochen = Schritte · Stapel / Bilder</translation>
    </message>
    <message>
        <source>Pictures in one step: more make the gradient less noisy and the step slower, in proportion.</source>
        <translation>Bilder in einem Schritt: Mehr machen den Gradienten weniger verrauscht und den Schritt entsprechend langsamer.</translation>
    </message>
    <message>
        <source>g = 1/B Σ_b ∇θ loss_b</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far Adam moves the weights in a step: too large, and the loss jumps or is no longer finite; too small, and nothing comes of it in time.</source>
        <translation>Wie weit Adam die Gewichte in einem Schritt bewegt: Zu groß, und der Verlust springt oder ist nicht mehr endlich; zu klein, und es wird nicht rechtzeitig etwas daraus.</translation>
    </message>
    <message>
        <source>θ ← θ - η m/(√v + 1e-8),   m, v: running means of g and g²</source>
        <translation>θ ← θ - η m/(√v + 1e-8),   m, v: laufende Mittel von g und g²</translation>
    </message>
    <message>
        <source>Steps over which the learning rate rises from 0; spares large networks the wild first steps, while Adam&apos;s averages are still young.</source>
        <translation>Schritte, über die die Lernrate von 0 ansteigt; erspart großen Netzen die wilden ersten Schritte, solange Adams Mittel noch jung sind.</translation>
    </message>
    <message>
        <source>Share of the steps, at the end, over which the learning rate falls to 0, so that the weights come to rest; an average of the weights does much of the same.</source>
        <translation>Anteil der Schritte, am Ende, über den die Lernrate auf 0 fällt, damit die Gewichte zur Ruhe kommen; ein Mittel der Gewichte leistet fast dasselbe.</translation>
    </message>
    <message>
        <source>η_n = η min(1, (N-n)/(decay · N))</source>
        <translation>η_n = η min(1, (N-n)/(Abklingen · N))</translation>
    </message>
    <message>
        <source>Longest gradient allowed, so that one odd batch can&apos;t throw the weights far off; 0: any. 1 is usual for large networks.</source>
        <translation>Längster erlaubter Gradient, damit ein einzelner seltsamer Stapel die Gewichte nicht weit wegwerfen kann; 0: jeder. 1 ist bei großen Netzen üblich.</translation>
    </message>
    <message>
        <source>Keeps a running average of the weights, which samples better than those that jump at every step; nearer to 1 is smoother and lags more, 0: none.</source>
        <translation>Führt ein laufendes Mittel der Gewichte, das bessere Bilder gibt als Gewichte, die bei jedem Schritt springen; näher an 1 ist glatter und hinkt mehr nach, 0: keines.</translation>
    </message>
    <message>
        <source>Steps between looks at the held-out pictures; only there is it seen when the model begins to learn its pictures by heart. Each look costs a moment.</source>
        <translation>Schritte zwischen Blicken auf die zurückgehaltenen Bilder; nur dort sieht man, wann das Modell seine Bilder auswendig zu lernen beginnt. Jeder Blick kostet einen Augenblick.</translation>
    </message>
    <message>
        <source>Steps between sampled previews, which show what the loss can&apos;t; 0: none. Each is a whole sampling, so that many of them slow the training.</source>
        <translation>Schritte zwischen gezogenen Vorschauen, die zeigen, was der Verlust nicht kann; 0: keine. Jede ist ein ganzes Ziehen, sodass viele das Training bremsen.</translation>
    </message>
    <message>
        <source>Steps between savings of everything: the most that a crash can cost, and how fine the time machine travels.</source>
        <translation>Schritte zwischen dem Sichern von allem: so viel kann ein Absturz höchstens kosten, und so fein reist die Zeitmaschine.</translation>
    </message>
    <message>
        <source>How many to keep for the time machine: older ones are deleted, unless they were given a name, as each takes disk.</source>
        <translation>Wie viele für die Zeitmaschine bleiben: Ältere werden gelöscht, außer sie bekamen einen Namen, denn jeder braucht Platz.</translation>
    </message>
    <message>
        <source>Decides all noise: the same seed draws the same pictures again, on the same kind of device. Keep it to compare two settings.</source>
        <translation>Entscheidet alles Rauschen: Dieselbe Startzahl zieht dieselben Bilder wieder, auf derselben Art von Gerät. Behalte sie, um zwei Einstellungen zu vergleichen.</translation>
    </message>
    <message>
        <source>The running average samples better; the weights as they stand show what the last steps of a training did.</source>
        <translation>Das laufende Mittel gibt bessere Bilder; die Gewichte, wie sie stehen, zeigen, was die letzten Schritte eines Trainings bewirkten.</translation>
    </message>
    <message>
        <source>Langevin steps at each noise level: more let it settle, as the thermometer shows, and take longer in proportion.</source>
        <translation>Langevin-Schritte je Rauschstufe: Mehr lassen sie einschwingen, wie das Thermometer zeigt, und dauern entsprechend länger.</translation>
    </message>
    <message>
        <source>residual variance: r^(2T) (γ² - B) + B,   r = 1 - ε/σ_L²,   B = 2ε/(σ_L² (1 - r²))</source>
        <translation>restliche Varianz: r^(2T) (γ² - B) + B,   r = 1 - ε/σ_L²,   B = 2ε/(σ_L² (1 - r²))</translation>
    </message>
    <message>
        <source>Another number of levels than the model was trained with, equal ratios: fewer are quicker, more are gentler. Only networks that know any σ take it.</source>
        <translation>Eine andere Zahl von Stufen als im Training, in gleichen Verhältnissen: Weniger sind schneller, mehr sind sanfter. Nur Netze, die jedes σ kennen, nehmen sie an.</translation>
    </message>
    <message>
        <source>Base step size, at the smallest level: too small, and a level does not settle; too large, and it adds noise of its own. As in the official code; the 2019 paper&apos;s α/2, √α is twice ours.</source>
        <translation>Grundschrittweite, bei der kleinsten Stufe: Zu klein, und eine Stufe schwingt nicht ein; zu groß, und sie bringt eigenes Rauschen hinein. Wie im offiziellen Code; das α/2 der Arbeit von 2019, deren √α doppelt so groß ist wie unseres.</translation>
    </message>
    <message>
        <source>&apos;annealed&apos; shrinks the step with σ², so that each level has the same signal to noise; &apos;constant&apos; takes ε everywhere, and no ε suits the largest and the smallest.</source>
        <translation>&apos;annealed&apos; verkleinert den Schritt mit σ², sodass jede Stufe gleich viel Signal zu Rauschen hat; &apos;constant&apos; nimmt überall ε, und kein ε passt zu größtem und kleinstem zugleich.</translation>
    </message>
    <message>
        <source>Where the pictures begin: normal noise of the largest σ, as in training, or uniform in the pixel range, as in the official code.</source>
        <translation>Wo die Bilder beginnen: mit normalem Rauschen des größten σ, wie im Training, oder gleichverteilt im Pixelbereich, wie im offiziellen Code.</translation>
    </message>
    <message>
        <source>Which class to draw, counted from 0, where the model was trained with labels; empty draws of all that it learned.</source>
        <translation>Welche Klasse gezogen wird, von 0 an gezählt, wo das Modell mit Klassen gelernt hat; leer zieht aus allem, was es gelernt hat.</translation>
    </message>
    <message>
        <source>D = D(x; σ) + w (D(x; σ, class) - D(x; σ)),   w = 1: the class as learned, 0: any</source>
        <translation>D = D(x; σ) + w (D(x; σ, Klasse) - D(x; σ)),   w = 1: die Klasse wie gelernt, 0: irgendeine</translation>
    </message>
    <message>
        <source>Removes the last bit of noise, which the eye does not see but metrics do; leave it off only to look at that noise.</source>
        <translation>Nimmt das letzte bisschen Rauschen weg, das nicht das Auge, aber die Maße sehen; lass es nur weg, um dieses Rauschen anzusehen.</translation>
    </message>
    <message>
        <source>Beyond the stable range</source>
        <translation>Außerhalb des stabilen Bereichs</translation>
    </message>
    <message>
        <source>Takes an ε beyond its stable range all the same, to see how it runs away.</source>
        <translation>Nimmt ein ε außerhalb seines stabilen Bereichs trotzdem, um zu sehen, wie es davonläuft.</translation>
    </message>
    <message>
        <source>How many Langevin steps; between far apart kinds of pictures no number of them is enough, which is why one anneals.</source>
        <translation>Wie viele Langevin-Schritte; zwischen weit entfernten Arten von Bildern reicht keine Zahl, weshalb man abkühlt.</translation>
    </message>
    <message>
        <source>The one noise level: a large one moves freely and stays blurred, a small one is sharp and stuck where it began.</source>
        <translation>Die eine Rauschstufe: Eine große bewegt sich frei und bleibt unscharf, eine kleine ist scharf und bleibt, wo sie begann.</translation>
    </message>
    <message>
        <source>The step size, in units of x²: larger walks faster and adds noise of its own, until it runs away. Pictures do from 2σ² on, points from 2σ²/a on, where the score falls with slope a/σ² at its steepest.</source>
        <translation>Die Schrittweite, in Einheiten von x²: Größer geht schneller und bringt eigenes Rauschen hinein, bis alles davonläuft. Bilder tun es ab 2σ², Punkte ab 2σ²/a, wo der Score an der steilsten Stelle mit der Steigung a/σ² fällt.</translation>
    </message>
    <message>
        <source>a tenth of the stable range</source>
        <translation>ein Zehntel des stabilen Bereichs</translation>
    </message>
    <message>
        <source>x ← x + ε s + √(2ε) z,   stable for 0 &lt; ε &lt; 2σ²/a,   a ≤ 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the pictures begin, which plain Langevin never quite forgets: uniform in the pixel range, or normal noise of the largest σ.</source>
        <translation>Wo die Bilder beginnen, was einfaches Langevin nie ganz vergisst: gleichverteilt im Pixelbereich, oder mit normalem Rauschen des größten σ.</translation>
    </message>
    <message>
        <source>Time steps, evenly from t = 1 down: too few, and the SDE is followed badly and grain stays in the pictures. The papers take 1000.</source>
        <translation>Zeitschritte, gleichmäßig von t = 1 abwärts: Bei zu wenigen wird der SDE schlecht gefolgt, und Körnung bleibt in den Bildern. Die Arbeiten nehmen 1000.</translation>
    </message>
    <message>
        <source>How to step to the next smaller σ (Song et al. 2021, eq. 46 and 4): &apos;ancestral&apos; adds a little less noise; &apos;none&apos; leaves all to the corrector.</source>
        <translation>Wie zum nächstkleineren σ gegangen wird (Song et al. 2021, Gl. 46 und 4): &apos;ancestral&apos; fügt etwas weniger Rauschen hinzu; &apos;none&apos; überlässt alles dem Korrektor.</translation>
    </message>
    <message>
        <source>Langevin steps at each σ, which mend what the predictor got wrong; each costs as much as a predictor&apos;s. 0: none.</source>
        <translation>Langevin-Schritte bei jedem σ, die richten, was der Prädiktor falsch machte; jeder kostet so viel wie einer des Prädiktors. 0: keine.</translation>
    </message>
    <message>
        <source>How far a corrector step goes: the wanted ratio between its pull and its noise. Larger corrects more, and too large leaves grain; 0.16 is the paper&apos;s for CIFAR-10.</source>
        <translation>Wie weit ein Korrektorschritt geht: das gewünschte Verhältnis von seinem Zug zu seinem Rauschen. Größer richtet mehr, und zu groß lässt Körnung; 0,16 nennt die Arbeit für CIFAR-10.</translation>
    </message>
    <message>
        <source>Noise levels on the way down; DDPM itself takes 1000. With fewer, each step is less nearly normal, and the pictures lose variety or keep grain.</source>
        <translation>Rauschstufen auf dem Weg hinab; DDPM selbst nimmt 1000. Bei weniger ist jeder Schritt weniger normalverteilt, und die Bilder verlieren Vielfalt oder behalten Körnung.</translation>
    </message>
    <message>
        <source>Where the levels lie: evenly in the process&apos;s time, dense at small σ (Karras 2022, eq. 5), which needs the fewest, or at levels of the ladder itself, evenly chosen.</source>
        <translation>Wo die Stufen liegen: gleichmäßig in der Zeit des Prozesses, dicht bei kleinem σ (Karras 2022, Gl. 5), was die wenigsten braucht, oder auf Stufen der Leiter selbst, gleichmäßig gewählt.</translation>
    </message>
    <message>
        <source>Of the noise added: the posterior&apos;s where the data is one point, or where it is normal (Ho et al. 2020, 3.2). &apos;small&apos; is the better one with few steps.</source>
        <translation>Des hinzugefügten Rauschens: die der A-posteriori-Verteilung, wenn die Daten ein Punkt sind, oder wenn sie normalverteilt sind (Ho et al. 2020, 3.2). &apos;small&apos; ist bei wenigen Schritten besser.</translation>
    </message>
    <message>
        <source>How dense &apos;karras&apos; is at small σ, where mistakes are seen; 1 is linear, EDM&apos;s is 7.</source>
        <translation>Wie dicht &apos;karras&apos; bei kleinem σ ist, wo man Fehler sieht; 1 ist linear, EDMs Wert ist 7.</translation>
    </message>
    <message>
        <source>Where to begin: below the model&apos;s, steps are saved, but the start no longer looks like a noised picture.</source>
        <translation>Wo begonnen wird: Unter dem des Modells spart man Schritte, doch der Beginn sieht nicht mehr wie ein verrauschtes Bild aus.</translation>
    </message>
    <message>
        <source>The last level before 0, where all noise that is left goes at once: larger is quicker and smoother.</source>
        <translation>Die letzte Stufe vor 0, wo alles übrige Rauschen auf einmal geht: Größer ist schneller und glatter.</translation>
    </message>
    <message>
        <source>at last: x ← D(x; σ_min)</source>
        <translation>zuletzt: x ← D(x; σ_min)</translation>
    </message>
    <message>
        <source>Noise levels on the way down; then comes σ = 0. More follow the way more closely, in proportion to the time they take.</source>
        <translation>Rauschstufen auf dem Weg hinab; dann kommt σ = 0. Mehr folgen dem Weg genauer und brauchen entsprechend mehr Zeit.</translation>
    </message>
    <message>
        <source>How much fresh noise: 0 none, which is best with few steps and gives each start one picture; 1 as in DDPM.</source>
        <translation>Wie viel frisches Rauschen: 0 keines, was bei wenigen Schritten am besten ist und jedem Beginn ein Bild gibt; 1 wie bei DDPM.</translation>
    </message>
    <message>
        <source>Noise levels on the way down; each but the last costs two looks, and mends its own bend. 18 were enough for EDM on CIFAR-10.</source>
        <translation>Rauschstufen auf dem Weg hinab; jede außer der letzten kostet zwei Blicke und richtet ihre eigene Biegung. 18 reichten EDM bei CIFAR-10.</translation>
    </message>
    <message>
        <source>Fresh noise at each step, to mend what earlier steps got wrong; too much washes detail out. 0: none, and the same start always gives the same picture.</source>
        <translation>Frisches Rauschen bei jedem Schritt, um zu richten, was frühere falsch machten; zu viel wäscht Einzelheiten aus. 0: keines, und derselbe Beginn gibt immer dasselbe Bild.</translation>
    </message>
    <message>
        <source>σ̂ = σ (1 + min(S_churn/N, √2 - 1)),   x ← x + S_noise √(σ̂² - σ²) z</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smallest σ with churn; a little above 0 keeps the last details from being noised again.</source>
        <translation>Kleinstes σ mit Aufrühren; etwas über 0 verhindert, dass die letzten Einzelheiten wieder verrauscht werden.</translation>
    </message>
    <message>
        <source>churn where S_min ≤ σ ≤ S_max</source>
        <translation>Aufrühren, wo S_min ≤ σ ≤ S_max</translation>
    </message>
    <message>
        <source>Largest σ with churn; above the data&apos;s size there is nothing to mend yet.</source>
        <translation>Größtes σ mit Aufrühren; über der Größe der Daten gibt es noch nichts zu richten.</translation>
    </message>
    <message>
        <source>Size of churn&apos;s noise; a little above 1 makes up for detail that denoisers lose, EDM&apos;s is 1.003 to 1.007.</source>
        <translation>Größe des aufgerührten Rauschens; etwas über 1 gleicht Einzelheiten aus, die Entrauscher verlieren, bei EDM 1,003 bis 1,007.</translation>
    </message>
    <message>
        <source>x ← x + S_noise √(σ̂² - σ²) z</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Noise levels on the way down, one look each; 15 to 20 are mostly enough, as each step learns from the one before.</source>
        <translation>Rauschstufen auf dem Weg hinab, je ein Blick; 15 bis 20 reichen meist, weil jeder Schritt aus dem davor lernt.</translation>
    </message>
    <message>
        <source>x ← σ&apos;/σ x + (1 - σ&apos;/σ) D&apos;,   D&apos;: extrapolated from the last two D</source>
        <translation>x ← σ&apos;/σ x + (1 - σ&apos;/σ) D&apos;,   D&apos;: aus den letzten beiden D fortgesetzt</translation>
    </message>
    <message>
        <source>The probability-flow ODE by Dormand and Prince&apos;s adaptive fifth-order steps, each picture its own.</source>
        <translation>Die ODE des Wahrscheinlichkeitsflusses mit den adaptiven Schritten fünfter Ordnung von Dormand und Prince, jedes Bild mit eigenen.</translation>
    </message>
    <message>
        <source>Relative error allowed in a step: smaller is more exact and takes more steps, each of six looks or more.</source>
        <translation>Erlaubter relativer Fehler eines Schritts: Kleiner ist genauer und braucht mehr Schritte von je sechs oder mehr Blicken.</translation>
    </message>
    <message>
        <source>error ≤ atol + rtol |x|</source>
        <translation>Fehler ≤ atol + rtol |x|</translation>
    </message>
    <message>
        <source>Absolute error allowed in a step, in units of x: what counts where x is near 0.</source>
        <translation>Erlaubter absoluter Fehler eines Schritts, in Einheiten von x: er zählt, wo x nahe 0 ist.</translation>
    </message>
    <message>
        <source>How many states on the way are shown, evenly in ln σ; each also ends a step, so that very many cost time.</source>
        <translation>Wie viele Zustände unterwegs gezeigt werden, gleichmäßig in ln σ; jeder beendet auch einen Schritt, sodass sehr viele Zeit kosten.</translation>
    </message>
    <message>
        <source>Pictures in a row; automatic: about square.</source>
        <translation>Bilder in einer Reihe; automatisch: etwa quadratisch.</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you want to remember of it: kept in the recipe, shown when it is opened.</source>
        <translation>Was du dir davon merken willst: steht im Rezept und wird beim Öffnen gezeigt.</translation>
    </message>
    <message>
        <source>How log p is measured (Song et al. 2021, section 4.3 and appendix D).</source>
        <translation>Wie log p gemessen wird (Song et al. 2021, Abschnitt 4.3 und Anhang D).</translation>
    </message>
    <message>
        <source>How many held-out pictures to look at, at most.</source>
        <translation>Wie viele zurückgehaltene Bilder höchstens betrachtet werden.</translation>
    </message>
    <message>
        <source>Decides the noise of dequantising and of the trace.</source>
        <translation>Bestimmt das Rauschen des Dequantisierens und der Spur.</translation>
    </message>
    <message>
        <source>Dequantise</source>
        <translation>Dequantisieren</translation>
    </message>
    <message>
        <source>How whole grey values become numbers: with the model&apos;s own smallest noise, which is what it learned; spread evenly, as in the papers, which charges a model trained on whole values for the gaps between them; or not.</source>
        <translation>Wie aus ganzen Grauwerten Zahlen werden: mit dem kleinsten Rauschen des Modells, das es gelernt hat; gleichmäßig verteilt wie in den Arbeiten, was einem mit ganzen Werten trainierten Modell die Lücken dazwischen anlastet; oder gar nicht.</translation>
    </message>
    <message>
        <source>one of gaussian, uniform, none</source>
        <translation>eines von gaussian, uniform, none</translation>
    </message>
    <message>
        <source>gaussian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gaussian: x + σ_L n, less its entropy;   uniform: x + (u - ½)/white</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probes</source>
        <translation>Proben</translation>
    </message>
    <message>
        <source>Random signs for the trace of each picture; in the plane it is exact.</source>
        <translation>Zufällige Vorzeichen für die Spur jedes Bildes; in der Ebene ist sie genau.</translation>
    </message>
    <message>
        <source>Error allowed in a step of the ODE.</source>
        <translation>Zulässiger Fehler in einem Schritt der ODE.</translation>
    </message>
    <message>
        <source>The running average, or the weights as they stand.</source>
        <translation>Der laufende Mittelwert oder die Gewichte, wie sie stehen.</translation>
    </message>
    <message>
        <source>inpaint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill in what is hidden.</source>
        <translation>Ergänzt, was verdeckt ist.</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Stichproben</translation>
    </message>
    <message>
        <source>How many answers to draw: what is lost can be filled in many ways.</source>
        <translation>Wie viele Antworten gezogen werden: Was verloren ist, lässt sich auf viele Arten ergänzen.</translation>
    </message>
    <message>
        <source>Same seed, same answers.</source>
        <translation>Gleicher Startwert, gleiche Antworten.</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>Runden</translation>
    </message>
    <message>
        <source>How often prior and data are asked in turn, while the room between them shrinks.</source>
        <translation>Wie oft Prior und Daten abwechselnd gefragt werden, während der Raum zwischen ihnen schrumpft.</translation>
    </message>
    <message>
        <source>Denoising steps in each round.</source>
        <translation>Entrauschungsschritte in jeder Runde.</translation>
    </message>
    <message>
        <source>Noise σ_y</source>
        <translation>Rauschen σ_y</translation>
    </message>
    <message>
        <source>Standard deviation of the noise on what is given, in units of x; 0: none.</source>
        <translation>Standardabweichung des Rauschens auf dem Gegebenen, in Einheiten von x; 0: keines.</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>Verdeckt</translation>
    </message>
    <message>
        <source>Which part is hidden: a half, a square in the middle, pixels at random, or a picture of it.</source>
        <translation>Welcher Teil verdeckt ist: eine Hälfte, ein Quadrat in der Mitte, zufällige Pixel oder ein Bild davon.</translation>
    </message>
    <message>
        <source>one of right, left, top, bottom, centre, random, file</source>
        <translation>eines von right, left, top, bottom, centre, random, file</translation>
    </message>
    <message>
        <source>right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bottom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>centre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>random</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>How much of side or pixels is hidden.</source>
        <translation>Wie viel der Seite oder der Pixel verdeckt ist.</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Maske</translation>
    </message>
    <message>
        <source>A picture of the same size: black is hidden, white is known.</source>
        <translation>Ein gleich großes Bild: Schwarz ist verdeckt, Weiß bekannt.</translation>
    </message>
    <message>
        <source>super-resolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a picture of which only the means of squares are known.</source>
        <translation>Macht ein Bild, von dem nur die Mittelwerte von Quadraten bekannt sind.</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>Faktor</translation>
    </message>
    <message>
        <source>Side of the squares.</source>
        <translation>Seitenlänge der Quadrate.</translation>
    </message>
    <message>
        <source>deblur</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sharpen a picture that was blurred (edges wrap around).</source>
        <translation>Schärft ein verwischtes Bild (die Ränder schließen aneinander an).</translation>
    </message>
    <message>
        <source>Blur</source>
        <translation>Unschärfe</translation>
    </message>
    <message>
        <source>A soft spot, or a line.</source>
        <translation>Ein weicher Fleck oder eine Linie.</translation>
    </message>
    <message>
        <source>one of gaussian, motion</source>
        <translation>eines von gaussian, motion</translation>
    </message>
    <message>
        <source>motion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standard deviation of the spot, or length of the line.</source>
        <translation>Standardabweichung des Flecks oder Länge der Linie.</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>Winkel</translation>
    </message>
    <message>
        <source>Direction of the line, from the right upwards.</source>
        <translation>Richtung der Linie, von rechts nach oben gezählt.</translation>
    </message>
    <message>
        <source>colourise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour a grey picture (its grey is the mean of red, green and blue).</source>
        <translation>Färbt ein graues Bild (sein Grau ist der Mittelwert von Rot, Grün und Blau).</translation>
    </message>
    <message>
        <source>denoise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take noise of a known size away: give σ_y.</source>
        <translation>Nimmt Rauschen bekannter Größe weg: σ_y angeben.</translation>
    </message>
    <message>
        <source>Standard deviation of the noise, in units of x.</source>
        <translation>Standardabweichung des Rauschens, in Einheiten von x.</translation>
    </message>
    <message>
        <source>edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn a rough drawing into a picture: noise it to a middle level, then denoise (SDEdit, Meng et al. 2022).</source>
        <translation>Macht aus einer groben Zeichnung ein Bild: bis zu einer mittleren Stufe verrauschen, dann entrauschen (SDEdit, Meng et al. 2022).</translation>
    </message>
    <message>
        <source>Noise σ</source>
        <translation>Rauschen σ</translation>
    </message>
    <message>
        <source>How much noise: more is freer, less is nearer to the drawing.</source>
        <translation>Wie viel Rauschen: mehr ist freier, weniger bleibt näher an der Zeichnung.</translation>
    </message>
    <message>
        <source>the adaptive steps got too small to go on at σ {exp:.3g}: the tolerance is finer than the network&apos;s numbers, the guidance is too large, or its weights are damaged; raise the tolerance.</source>
        <translation>die adaptiven Schritte wurden bei σ {exp:.3g} zu klein, um weiterzugehen: Die Toleranz ist feiner als die Zahlen des Netzes, die Führung ist zu groß, oder seine Gewichte sind beschädigt; erhöhe die Toleranz.</translation>
    </message>
    <message>
        <source>data: all of it is one and the same, and there is nothing to learn; choose other data.</source>
        <translation>data: Alles darin ist ein und dasselbe, und es gibt nichts zu lernen; wähle andere Daten.</translation>
    </message>
    <message>
        <source>noise.sigma_min = {sigma_min:g}: must be smaller than the largest distance in the data ({sigma_max:g}).</source>
        <translation>noise.sigma_min = {sigma_min:g}: muss kleiner sein als der größte Abstand in den Daten ({sigma_max:g}).</translation>
    </message>
    <message>
        <source>{path}: its contents do not match its SHA-256; use an older checkpoint.</source>
        <translation>{path}: Der Inhalt passt nicht zu seinem SHA-256; nimm einen älteren Checkpoint.</translation>
    </message>
    <message>
        <source>{path}: is a safetensors file, but not a checkpoint of NCSN Studio.</source>
        <translation>{path}: ist eine safetensors-Datei, aber kein Checkpoint von NCSN Studio.</translation>
    </message>
    <message>
        <source>{path}: has format {metadata}, this program reads {format}; use a newer version.</source>
        <translation>{path}: hat das Format {metadata}, dieses Programm liest {format}; nimm eine neuere Version.</translation>
    </message>
    <message>
        <source>{path}: can&apos;t be read ({strerror}).</source>
        <translation>{path}: kann nicht gelesen werden ({strerror}).</translation>
    </message>
    <message>
        <source>{path}: is torn or damaged ({error}); use an older checkpoint.</source>
        <translation>{path}: ist abgerissen oder beschädigt ({error}); nimm einen älteren Checkpoint.</translation>
    </message>
    <message>
        <source>{path}: is torn, or not a safetensors file.</source>
        <translation>{path}: ist abgerissen, oder keine safetensors-Datei.</translation>
    </message>
    <message>
        <source>{name} and {name_2}: are not of the same data (they differ in data.{names}); compare runs of the same data and split.</source>
        <translation>{name} und {name_2}: sind nicht von denselben Daten (sie unterscheiden sich in data.{names}); vergleiche Läufe mit denselben Daten und derselben Teilung.</translation>
    </message>
    <message>
        <source>export.last_step = {last_step}: a film ends after its first step, {first_step}; choose a later last step or an earlier first one.</source>
        <translation>export.last_step = {last_step}: Ein Film endet nach seinem ersten Schritt, {first_step}; wähle einen späteren letzten Schritt oder einen früheren ersten.</translation>
    </message>
    <message>
        <source>noise.sigma_min = {sigma_min:g}: must be smaller than noise.sigma_max = {sigma_max:g}; lower the one or raise the other.</source>
        <translation>noise.sigma_min = {sigma_min:g}: muss kleiner sein als noise.sigma_max = {sigma_max:g}; verkleinere das eine oder vergrößere das andere.</translation>
    </message>
    <message>
        <source>noise.beta_min = {beta_min:g}: must be smaller than noise.beta_max = {beta_max:g}; lower the one or raise the other.</source>
        <translation>noise.beta_min = {beta_min:g}: muss kleiner sein als noise.beta_max = {beta_max:g}; verkleinere das eine oder vergrößere das andere.</translation>
    </message>
    <message>
        <source>{file}: can&apos;t be read ({strerror}).</source>
        <translation>{file}: kann nicht gelesen werden ({strerror}).</translation>
    </message>
    <message>
        <source>{file}: not a TOML file ({error}).</source>
        <translation>{file}: keine TOML-Datei ({error}).</translation>
    </message>
    <message>
        <source>{file}: {error}</source>
        <translation>{file}: {error}</translation>
    </message>
    <message>
        <source>{name} = {value!r}: {title} must be {rule}.</source>
        <translation>{name} = {value!r}: {title} muss {rule} sein.</translation>
    </message>
    <message>
        <source>{section}.kind = {kind!r}: no such choice; use one of {names}.</source>
        <translation>{section}.kind = {kind!r}: steht nicht zur Wahl; nimm eines von {names}.</translation>
    </message>
    <message>
        <source>{name}.kind: use one of {kinds}.</source>
        <translation>{name}.kind: Nimm eines von {kinds}.</translation>
    </message>
    <message>
        <source>{name} = {value!r}: {title} must be {rule}; write it like {like}.</source>
        <translation>{name} = {value!r}: {title} muss {rule} sein; schreibe es wie {like}.</translation>
    </message>
    <message>
        <source>data.kind = {kind!r}: is not on this machine and could not be downloaded ({why}). Fetch {names} elsewhere and put them into {place}; or choose &apos;digits&apos;, which needs no network.</source>
        <translation>data.kind = {kind!r}: ist nicht auf diesem Rechner und konnte nicht heruntergeladen werden ({why}). Hole {names} anderswo und lege sie in {place}; oder wähle &apos;digits&apos;, das kein Internet braucht.</translation>
    </message>
    <message>
        <source>data.folder: is empty; name a folder of pictures.</source>
        <translation>data.folder: ist leer; nenne einen Ordner mit Bildern.</translation>
    </message>
    <message>
        <source>data.folder: there is no folder {place}; name a folder of pictures.</source>
        <translation>data.folder: Es gibt keinen Ordner {place}; nenne einen Ordner mit Bildern.</translation>
    </message>
    <message>
        <source>{place}: {new} of the classes that this run tells apart ({names}); move or rename what is new, or start a new run.</source>
        <translation>{place}: {new} von den Klassen, die dieser Lauf unterscheidet ({names}); verschiebe oder benenne um, was neu ist, oder beginne einen neuen Lauf.</translation>
    </message>
    <message>
        <source>{path}: was made by a newer version; update the program.</source>
        <translation>{path}: wurde von einer neueren Version gemacht; aktualisiere das Programm.</translation>
    </message>
    <message>
        <source>{path}: is damaged ({error}); delete it, and the pictures are split anew by data.split_seed.</source>
        <translation>{path}: ist beschädigt ({error}); lösche die Datei, und die Bilder werden mit data.split_seed neu geteilt.</translation>
    </message>
    <message>
        <source>{place}: nothing is left there of what this run has {part}; give it back, or start a new run.</source>
        <translation>{place}: Nichts ist dort übrig von dem, was dieser Lauf {part} hat; gib es zurück, oder beginne einen neuen Lauf.</translation>
    </message>
    <message>
        <source>data: none of its pictures can be read any more; bring them back, and go on.</source>
        <translation>data: Keines der Bilder kann noch gelesen werden; bringe sie zurück, und mache weiter.</translation>
    </message>
    <message>
        <source>data.file: is empty; name a CSV file of points, or draw some.</source>
        <translation>data.file: ist leer; nenne eine CSV-Datei mit Punkten, oder zeichne welche.</translation>
    </message>
    <message>
        <source>{file}: all its points are one and the same; give others.</source>
        <translation>{file}: Alle Punkte darin sind ein und derselbe; gib andere an.</translation>
    </message>
    <message>
        <source>{path}: there is no such file; name a CSV file with columns x and y.</source>
        <translation>{path}: Diese Datei gibt es nicht; nenne eine CSV-Datei mit den Spalten x und y.</translation>
    </message>
    <message>
        <source>{path}: is not a file; name a CSV file with columns x and y.</source>
        <translation>{path}: ist keine Datei; nenne eine CSV-Datei mit den Spalten x und y.</translation>
    </message>
    <message>
        <source>{path}: is {st_size:.2f} GiB; at most 1 GiB is read: leave out points.</source>
        <translation>{path}: ist {st_size:.2f} GiB groß; höchstens 1 GiB wird gelesen: Lass Punkte weg.</translation>
    </message>
    <message>
        <source>{path}: holds {found}; expected at least {fewest} lines such as &apos;0.5, -1.2&apos;, to learn and to judge.</source>
        <translation>{path}: enthält {found}; erwartet werden mindestens {fewest} Zeilen wie &apos;0.5, -1.2&apos;, zum Lernen und zum Beurteilen.</translation>
    </message>
    <message>
        <source>{path}: points have shape {shape}; expected (n, 2).</source>
        <translation>{path}: Die Punkte haben die Form {shape}; erwartet wird (n, 2).</translation>
    </message>
    <message>
        <source>{place}: found {field!r}, expected a finite number up to {largest:.2g}.</source>
        <translation>{place}: gefunden: {field!r}, erwartet: eine endliche Zahl bis {largest:.2g}.</translation>
    </message>
    <message>
        <source>{place}: found {field!r}, expected a whole number as label in the third column.</source>
        <translation>{place}: gefunden: {field!r}, erwartet: eine ganze Zahl als Klasse in der dritten Spalte.</translation>
    </message>
    <message>
        <source>{path}: is not text in UTF-8; save it as CSV in UTF-8.</source>
        <translation>{path}: ist kein Text in UTF-8; speichere die Datei als CSV in UTF-8.</translation>
    </message>
    <message>
        <source>{place}: found {field!r}, expected a number{hint}.</source>
        <translation>{place}: gefunden: {field!r}, erwartet: eine Zahl{hint}.</translation>
    </message>
    <message>
        <source>{place}: columns found: {count}, expected: {expected}.</source>
        <translation>{place}: Spalten gefunden: {count}, erwartet: {expected}.</translation>
    </message>
    <message>
        <source>{place}: more than {most:,} points; leave out some.</source>
        <translation>{place}: mehr als {most:,} Punkte; lass einige weg.</translation>
    </message>
    <message>
        <source>data: only {n} {what}; at least {fewest} are needed to learn and to judge.</source>
        <translation>data: nur {n} {what}; mindestens {fewest} werden zum Lernen und zum Beurteilen gebraucht.</translation>
    </message>
    <message>
        <source>data: all of it is one and the same value; choose other data.</source>
        <translation>data: Alles darin ist ein und derselbe Wert; wähle andere Daten.</translation>
    </message>
    <message>
        <source>device {name!r}: is not on this machine; use auto or {names}.</source>
        <translation>Gerät {name!r}: ist nicht in diesem Rechner; nimm auto oder {names}.</translation>
    </message>
    <message>
        <source>{w} × {h} pixels: {upper} holds at most {largest} a side; enlarge less, or choose APNG.</source>
        <translation>{w} × {h} Pixel: {upper} fasst höchstens {largest} je Seite; vergrößere weniger, oder wähle APNG.</translation>
    </message>
    <message>
        <source>exact: {name} have shape {shape}; expected at least one row of numbers.</source>
        <translation>exact: {name} haben die Form {shape}; erwartet wird mindestens eine Zeile mit Zahlen.</translation>
    </message>
    <message>
        <source>exact: {name} hold {what} at row {row}; expected finite numbers (rows count from 0).</source>
        <translation>exact: {name} enthalten {what} in Zeile {row}; erwartet werden endliche Zahlen (Zeilen zählen ab 0).</translation>
    </message>
    <message>
        <source>exact: {name} have shape {shape}; expected {shape_2}, to go with the means.</source>
        <translation>exact: {name} haben die Form {shape}; erwartet wird {shape_2}, passend zu means.</translation>
    </message>
    <message>
        <source>exact: {name} hold {values:g} at row {row}; expected 0 or more (rows count from 0).</source>
        <translation>exact: {name} enthalten {values:g} in Zeile {row}; erwartet wird 0 oder mehr (Zeilen zählen ab 0).</translation>
    </message>
    <message>
        <source>exact: x has shape {shape}; expected ({expected}), as the density&apos;s own points.</source>
        <translation>exact: x hat die Form {shape}; erwartet wird ({expected}), wie die Punkte der Dichte selbst.</translation>
    </message>
    <message>
        <source>exact: x holds {dtype}; expected floating point: call x.float() or x.double() first.</source>
        <translation>exact: x enthält {dtype}; erwartet werden Gleitkommazahlen: Rufe zuerst x.float() oder x.double() auf.</translation>
    </message>
    <message>
        <source>exact: sigma has shape {shape}; expected a number or ({count},), one for each x.</source>
        <translation>exact: sigma hat die Form {shape}; erwartet wird eine Zahl oder ({count},), eine für jedes x.</translation>
    </message>
    <message>
        <source>exact: sigma is negative or NaN; expected 0 or more.</source>
        <translation>exact: sigma ist negativ oder NaN; erwartet wird 0 oder mehr.</translation>
    </message>
    <message>
        <source>exact: at sigma 0 there is no density, for a part of it has no width; ask at a sigma above 0, or give every part a width (a bandwidth, a std, a covariance of full rank).</source>
        <translation>exact: Bei sigma 0 gibt es keine Dichte, denn ein Teil von ihr hat keine Breite; frage bei einem sigma über 0, oder gib jedem Teil eine Breite (bandwidth, stds, oder covariances mit vollem Rang).</translation>
    </message>
    <message>
        <source>exact: {name} are not an array of numbers ({error}); expected rows of equal length.</source>
        <translation>exact: {name} sind kein Zahlenfeld ({error}); erwartet werden Zeilen gleicher Länge.</translation>
    </message>
    <message>
        <source>exact: points have shape {shape}; expected (P, D), or (P, C, H, W) for pictures.</source>
        <translation>exact: points haben die Form {shape}; erwartet wird (P, D), oder (P, C, H, W) bei Bildern.</translation>
    </message>
    <message>
        <source>exact: bandwidth = {bandwidth:g}: must be a finite number, 0 or more.</source>
        <translation>exact: bandwidth = {bandwidth:g}: muss eine endliche Zahl sein, 0 oder mehr.</translation>
    </message>
    <message>
        <source>exact: means have shape {shape}; expected (K, D), a row for each part.</source>
        <translation>exact: means haben die Form {shape}; erwartet wird (K, D), eine Zeile für jeden Teil.</translation>
    </message>
    <message>
        <source>exact: all weights are 0; give at least one part a weight.</source>
        <translation>exact: Alle Gewichte sind 0; gib mindestens einem Teil ein Gewicht.</translation>
    </message>
    <message>
        <source>exact: found {found} of stds and covariances; give one, stds where the parts are round.</source>
        <translation>exact: gefunden: {found} von stds und covariances; gib eines an, stds, wo die Teile rund sind.</translation>
    </message>
    <message>
        <source>exact: covariances are not symmetric at row {k}; give (Σ + Σᵀ)/2 if that is meant.</source>
        <translation>exact: covariances sind in Zeile {k} nicht symmetrisch; gib (Σ + Σᵀ)/2 an, wenn das gemeint ist.</translation>
    </message>
    <message>
        <source>exact: covariances are not positive semi-definite at row {k}: its smallest eigenvalue is {lowest:g}; expected 0 or more.</source>
        <translation>exact: covariances sind in Zeile {k} nicht positiv semidefinit: Der kleinste Eigenwert ist {lowest:g}; erwartet wird 0 oder mehr.</translation>
    </message>
    <message>
        <source>sigmas: this model has no ladder of its own; give the largest and the smallest σ.</source>
        <translation>sigmas: Dieses Modell hat keine eigene Leiter; gib das größte und das kleinste σ an.</translation>
    </message>
    <message>
        <source>likelihood: the ODE asks for σ between the levels, but this network (NCSN&apos;s) knows its levels only; use a model whose network is told σ.</source>
        <translation>likelihood: Die ODE fragt nach σ zwischen den Stufen, aber dieses Netz (das von NCSN) kennt nur seine Stufen; nimm ein Modell, dessen Netz σ erfährt.</translation>
    </message>
    <message>
        <source>holds tensors that are far larger than itself</source>
        <translation>enthält Tensoren, die viel größer sind als sie selbst</translation>
    </message>
    <message>
        <source>is a folder; name the checkpoint file in it.</source>
        <translation>ist ein Ordner; nenne die Checkpoint-Datei darin.</translation>
    </message>
    <message>
        <source>has {size:,} bytes; no official checkpoint comes near the {most_bytes:,} that are allowed.</source>
        <translation>hat {size:,} Byte; kein offizieller Checkpoint kommt den erlaubten {most_bytes:,} nahe.</translation>
    </message>
    <message>
        <source>has {size:,} bytes that unpack to {unpacked:,}; torch.save does not compress, so this may be a trap. If you trust it, unpack it and save it with torch.save again.</source>
        <translation>hat {size:,} Byte, die ausgepackt {unpacked:,} sind; torch.save komprimiert nicht, also kann dies eine Falle sein. Wenn du der Datei vertraust, packe sie aus und speichere sie noch einmal mit torch.save.</translation>
    </message>
    <message>
        <source>grew while it was opened; nothing was kept.</source>
        <translation>wuchs, während sie geöffnet wurde; nichts wurde behalten.</translation>
    </message>
    <message>
        <source>can&apos;t be read ({strerror}).</source>
        <translation>kann nicht gelesen werden ({strerror}).</translation>
    </message>
    <message>
        <source>is no checkpoint: neither torch.save nor safetensors writes such files.</source>
        <translation>ist kein Checkpoint: Weder torch.save noch safetensors schreibt solche Dateien.</translation>
    </message>
    <message>
        <source>is torn or damaged ({readable}); get it once more.</source>
        <translation>ist abgerissen oder beschädigt ({readable}); hole die Datei noch einmal.</translation>
    </message>
    <message>
        <source>could not be opened within {timeout:g} s; nothing was kept. Allow more time.</source>
        <translation>konnte nicht innerhalb von {timeout:g} s geöffnet werden; nichts wurde behalten. Gib mehr Zeit.</translation>
    </message>
    <message>
        <source>its structure is too large</source>
        <translation>ihr Aufbau ist zu groß</translation>
    </message>
    <message>
        <source>tensors are left over</source>
        <translation>Tensoren sind übrig</translation>
    </message>
    <message>
        <source>could not be read back ({readable}).</source>
        <translation>konnte nicht zurückgelesen werden ({readable}).</translation>
    </message>
    <message>
        <source>is torn, or no safetensors file ({readable}).</source>
        <translation>ist abgerissen, oder keine safetensors-Datei ({readable}).</translation>
    </message>
    <message>
        <source>does not hold {what}: the tensor {readable} belongs to another network.</source>
        <translation>enthält {what} nicht: Der Tensor {readable} gehört zu einem anderen Netz.</translation>
    </message>
    <message>
        <source>does not hold {what}: the tensor {name} is {has}, and should be {should}.</source>
        <translation>enthält {what} nicht: Der Tensor {name} ist {has}, und sollte {should} sein.</translation>
    </message>
    <message>
        <source>{what} are damaged: {name} holds numbers that are not finite; take an older file.</source>
        <translation>{what} sind beschädigt: {name} enthält Zahlen, die nicht endlich sind; nimm eine ältere Datei.</translation>
    </message>
    <message>
        <source>process = {process!r}: there is no such process; use one of {names}.</source>
        <translation>process = {process!r}: Diesen Prozess gibt es nicht; nimm einen von {names}.</translation>
    </message>
    <message>
        <source>process = {process!r}: this {title} can only be &apos;ve&apos;; leave --process out.</source>
        <translation>process = {process!r}: Bei {title} kann dies nur &apos;ve&apos; sein; lass --process weg.</translation>
    </message>
    <message>
        <source>is a model of {title}, which does not say its {what}; give {flags} (the paper: {paper}).</source>
        <translation>ist ein Modell von {title}, das {what} nicht angibt; gib {flags} an (die Arbeit: {paper}).</translation>
    </message>
    <message>
        <source>is for pictures of {channels} channels; this program has those of 1 or 3.</source>
        <translation>ist für Bilder mit {channels} Kanälen; dieses Programm hat solche mit 1 oder 3.</translation>
    </message>
    <message>
        <source>has no tensor &apos;sigmas&apos;, which tells its noise levels; save it with them.</source>
        <translation>hat keinen Tensor &apos;sigmas&apos;, der die Rauschstufen nennt; speichere ihn mit.</translation>
    </message>
    <message>
        <source>its tensor &apos;sigmas&apos; is no ladder: numbers above 0 from large to small, one for each level.</source>
        <translation>ihr Tensor &apos;sigmas&apos; ist keine Leiter: Zahlen über 0 von groß nach klein, eine für jede Stufe.</translation>
    </message>
    <message>
        <source>{given} = {said:g}: this {title} knows its noise levels; leave it out.</source>
        <translation>{given} = {said:g}: {title} kennt seine Rauschstufen; lass dies weg.</translation>
    </message>
    <message>
        <source>holds {count} averages for a network of {count_2} tensors.</source>
        <translation>enthält {count} Mittel für ein Netz mit {count_2} Tensoren.</translation>
    </message>
    <message>
        <source>holds no network of NCSN, NCSNv2 or score SDE, whose tensors are named begin_conv.weight or all_modules.0…; its tensors are named {readable}.</source>
        <translation>enthält kein Netz von NCSN, NCSNv2 oder Score-SDE, deren Tensoren begin_conv.weight oder all_modules.0… heißen; die Tensoren hier heißen {readable}.</translation>
    </message>
    <message>
        <source>is no checkpoint of NCSN, NCSNv2 or score SDE: it holds {in_words}.</source>
        <translation>ist kein Checkpoint von NCSN, NCSNv2 oder Score-SDE: Die Datei enthält {in_words}.</translation>
    </message>
    <message>
        <source>its tensor {name}, by which the network is known, has {count} dimensions, not {dimensions}.</source>
        <translation>ihr Tensor {name}, an dem das Netz erkannt wird, hat {count} Dimensionen, nicht {dimensions}.</translation>
    </message>
    <message>
        <source>looks like an NCSN++, but its modules are not in an order that is known.</source>
        <translation>sieht aus wie ein NCSN++, aber die Module stehen in keiner bekannten Reihenfolge.</translation>
    </message>
    <message>
        <source>is a network with {part}, which this program lacks, as do the authors&apos; configurations.</source>
        <translation>ist ein Netz mit {part}; das fehlt diesem Programm, wie auch den Einstellungen der Autoren.</translation>
    </message>
    <message>
        <source>data.kind = {kind!r}: is no folder to look at; choose &apos;folder&apos;.</source>
        <translation>data.kind = {kind!r}: ist kein Ordner, den man ansehen kann; wähle &apos;folder&apos;.</translation>
    </message>
    <message>
        <source>evaluate: the data is of shape {found}, the model&apos;s of {shape}; open the model&apos;s own.</source>
        <translation>evaluate: Die Daten haben die Form {found}, die des Modells {shape}; öffne die eigenen des Modells.</translation>
    </message>
    <message>
        <source>features = &apos;digits&apos;: their network sees digits of 1 × 8 × 8 only, and this data is {size}; use &apos;{what}&apos;.</source>
        <translation>features = &apos;digits&apos;: Das Netz dafür sieht nur Ziffern von 1 × 8 × 8, und diese Daten sind {size}; nimm &apos;{what}&apos;.</translation>
    </message>
    <message>
        <source>features = {asked!r}: do not fit data of {size}; use {fitting}.</source>
        <translation>features = {asked!r}: passt nicht zu Daten von {size}; nimm {fitting}.</translation>
    </message>
    <message>
        <source>compare: {n} generated samples; expected at least {least}: draw more.</source>
        <translation>compare: {n} gezogene Stichproben; erwartet werden mindestens {least}: Ziehe mehr.</translation>
    </message>
    <message>
        <source>compare: {n_real} real samples, {m} of them to compare with; expected at least {least}, {least_2} to compare with and {least_2} others for real against real: take more data.</source>
        <translation>compare: {n_real} echte Stichproben, {m} davon zum Vergleichen; erwartet werden mindestens {least}, {least_2} zum Vergleichen und {least_2} andere für echt gegen echt: Nimm mehr Daten.</translation>
    </message>
    <message>
        <source>nearest: x is of shape {shape} and train of {shape_2}; expected pictures or points of one kind.</source>
        <translation>nearest: x hat die Form {shape} und train {shape_2}; erwartet werden Bilder oder Punkte derselben Art.</translation>
    </message>
    <message>
        <source>nearest: count = {count}: must be from 1 to the {count_2} training pictures there are.</source>
        <translation>nearest: count = {count}: muss zwischen 1 und {count_2} liegen, der Zahl der Trainingsbilder.</translation>
    </message>
    <message>
        <source>{metric}: {names} has {shape} columns and {names_2} has {shape_2}; expected as many in both, one for each dimension.</source>
        <translation>{metric}: {names} hat {shape} Spalten und {names_2} hat {shape_2}; erwartet werden in beiden gleich viele, eine für jede Dimension.</translation>
    </message>
    <message>
        <source>{metric}: {name} has shape {shape}; expected (N, D) with N at least {least}: flatten pictures, and give a line&apos;s points one column.</source>
        <translation>{metric}: {name} hat die Form {shape}; erwartet wird (N, D) mit N mindestens {least}: Mache Bilder flach, und gib Punkten einer Linie eine Spalte.</translation>
    </message>
    <message>
        <source>{metric}: {name} holds {what} at row {first}; expected finite numbers (rows count from 0).</source>
        <translation>{metric}: {name} enthält {what} in Zeile {first}; erwartet werden endliche Zahlen (Zeilen zählen ab 0).</translation>
    </message>
    <message>
        <source>the model of this recipe (SHA-256 {sha256}…) is not among the runs; name its run or file as well.</source>
        <translation>das Modell dieses Rezepts (SHA-256 {sha256}…) ist nicht unter den Läufen; nenne auch seinen Lauf oder seine Datei.</translation>
    </message>
    <message>
        <source>{source}: there is no such run or file; &apos;ncsn runs&apos; lists the runs.</source>
        <translation>{source}: Diesen Lauf oder diese Datei gibt es nicht; &apos;ncsn runs&apos; listet die Läufe.</translation>
    </message>
    <message>
        <source>network.kind = {kind!r}: takes pictures, this data is points; choose &apos;mlp&apos;.</source>
        <translation>network.kind = {kind!r}: nimmt Bilder, diese Daten sind Punkte; wähle &apos;mlp&apos;.</translation>
    </message>
    <message>
        <source>{name} = {text!r}: must be whole numbers above 0 with blanks between, for example 1 2 2 2.</source>
        <translation>{name} = {text!r}: müssen ganze Zahlen über 0 mit Leerzeichen dazwischen sein, zum Beispiel 1 2 2 2.</translation>
    </message>
    <message>
        <source>{name}: is empty; give one number a resolution, for example 1 2 2 2.</source>
        <translation>{name}: ist leer; gib je Auflösung eine Zahl an, zum Beispiel 1 2 2 2.</translation>
    </message>
    <message>
        <source>network.multipliers = {names!r}: pictures of {size}×{size} can&apos;t be halved {halvings} times; give {fit} or fewer multipliers, or a size divisible by {halvings_2}.</source>
        <translation>network.multipliers = {names!r}: Bilder von {size}×{size} lassen sich nicht {halvings}-mal halbieren; gib {fit} oder weniger Faktoren an, oder eine durch {halvings_2} teilbare Größe.</translation>
    </message>
    <message>
        <source>network.kind = &apos;ddpm-unet&apos;: takes square pictures, these are {shape}×{shape_2}; crop them.</source>
        <translation>network.kind = &apos;ddpm-unet&apos;: nimmt quadratische Bilder, diese sind {shape}×{shape_2}; schneide sie zu.</translation>
    </message>
    <message>
        <source>network.kind = &apos;ncsnpp&apos;: takes square pictures, these are {shape}×{shape_2}; crop them.</source>
        <translation>network.kind = &apos;ncsnpp&apos;: nimmt quadratische Bilder, diese sind {shape}×{shape_2}; schneide sie zu.</translation>
    </message>
    <message>
        <source>network.variant = &apos;{variant}&apos;: pictures of {size}×{size} are too small to be halved {halvings} times; choose a shallower variant, or pictures of at least {least}×{least}.</source>
        <translation>network.variant = &apos;{variant}&apos;: Bilder von {size}×{size} sind zu klein, um {halvings}-mal halbiert zu werden; wähle eine flachere Fassung, oder Bilder von mindestens {least}×{least}.</translation>
    </message>
    <message>
        <source>network.resolutions = {resolutions}: pictures of {shape}×{shape_2} can&apos;t be halved {resolutions_2} times; choose fewer, or a size divisible by {step}.</source>
        <translation>network.resolutions = {resolutions}: Bilder von {shape}×{shape_2} lassen sich nicht {resolutions_2}-mal halbieren; wähle weniger, oder eine durch {step} teilbare Größe.</translation>
    </message>
    <message>
        <source>noise.kind = &apos;rules&apos;: needs the data; use &apos;geometric&apos; without.</source>
        <translation>noise.kind = &apos;rules&apos;: braucht die Daten; nimm ohne sie &apos;geometric&apos;.</translation>
    </message>
    <message>
        <source>noise.sigma_min = {sigma_min:g}: must be smaller than the largest distance in the data ({sigma_max:g}), which the rules take as sigma_max; lower it, or choose data that differ.</source>
        <translation>noise.sigma_min = {sigma_min:g}: muss kleiner sein als der größte Abstand in den Daten ({sigma_max:g}), den die Regeln als sigma_max nehmen; senke es, oder wähle Daten, die sich unterscheiden.</translation>
    </message>
    <message>
        <source>no metadata</source>
        <translation>keine Metadaten</translation>
    </message>
    <message>
        <source>{name}: {too_large}</source>
        <translation>{name}: {too_large}</translation>
    </message>
    <message>
        <source>{name}: is not a file; name a picture.</source>
        <translation>{name}: ist keine Datei; nenne ein Bild.</translation>
    </message>
    <message>
        <source>{name}: not a picture; {read} are read.</source>
        <translation>{name}: kein Bild; {read} werden gelesen.</translation>
    </message>
    <message>
        <source>{name}: {error}</source>
        <translation>{name}: {error}</translation>
    </message>
    <message>
        <source>{name}: needs more memory than there is; make it smaller.</source>
        <translation>{name}: braucht mehr Speicher, als da ist; mache es kleiner.</translation>
    </message>
    <message>
        <source>{name}: can&apos;t be read ({in_one_line}).</source>
        <translation>{name}: kann nicht gelesen werden ({in_one_line}).</translation>
    </message>
    <message>
        <source>{name}: is damaged ({what}).</source>
        <translation>{name}: ist beschädigt ({what}).</translation>
    </message>
    <message>
        <source>its colours are in L*a*b*, which are not read; save it as RGB.</source>
        <translation>seine Farben sind in L*a*b*, das nicht gelesen wird; speichere es als RGB.</translation>
    </message>
    <message>
        <source>{name}: not a picture</source>
        <translation>{name}: kein Bild</translation>
    </message>
    <message>
        <source>preset {name!r}: there is none; use one of {names}.</source>
        <translation>Vorgabe {name!r}: gibt es nicht; nimm eine von {names}.</translation>
    </message>
    <message>
        <source>{path}: can&apos;t be read ({what}).</source>
        <translation>{path}: kann nicht gelesen werden ({what}).</translation>
    </message>
    <message>
        <source>{path}: holds no recipe of NCSN Studio ({names}).</source>
        <translation>{path}: enthält kein Rezept von NCSN Studio ({names}).</translation>
    </message>
    <message>
        <source>{path}: its recipe was made by a newer version; update the program.</source>
        <translation>{path}: Das Rezept darin wurde von einer neueren Version gemacht; aktualisiere das Programm.</translation>
    </message>
    <message>
        <source>{path}: holds no recipe of NCSN Studio.</source>
        <translation>{path}: enthält kein Rezept von NCSN Studio.</translation>
    </message>
    <message>
        <source>this model was not opened from a file; save it first, so that a recipe can name it.</source>
        <translation>dieses Modell wurde nicht aus einer Datei geöffnet; speichere es zuerst, damit ein Rezept es nennen kann.</translation>
    </message>
    <message>
        <source>{path}: can&apos;t write {suffix} files; use {names}, or a folder.</source>
        <translation>{path}: {suffix}-Dateien können nicht geschrieben werden; nimm {names}, oder einen Ordner.</translation>
    </message>
    <message>
        <source>nothing was sampled yet; sample first, then export.</source>
        <translation>noch wurde nichts gezogen; ziehe zuerst, dann exportiere.</translation>
    </message>
    <message>
        <source>restoration: this model has no ladder of its own; use a trained model.</source>
        <translation>restoration: Dieses Modell hat keine eigene Leiter; nimm ein trainiertes Modell.</translation>
    </message>
    <message>
        <source>restoration: asks for σ between the levels, but this network (NCSN&apos;s) knows its levels only; use a model whose network is told σ.</source>
        <translation>restoration: fragt nach σ zwischen den Stufen, aber dieses Netz (das von NCSN) kennt nur seine Stufen; nimm ein Modell, dessen Netz σ erfährt.</translation>
    </message>
    <message>
        <source>restoration: what is given has shape {shape}, this task expects {expected}.</source>
        <translation>restoration: Das Gegebene hat die Form {shape}, diese Aufgabe erwartet {expected}.</translation>
    </message>
    <message>
        <source>restoration: what is given holds numbers that are not finite.</source>
        <translation>restoration: Das Gegebene enthält Zahlen, die nicht endlich sind.</translation>
    </message>
    <message>
        <source>restoration: works on pictures, this model makes data of shape {shape}.</source>
        <translation>restoration: geht mit Bildern, dieses Modell macht Daten der Form {shape}.</translation>
    </message>
    <message>
        <source>restoration.hidden = {hidden!r}: hides {what}; change restoration.share or the mask.</source>
        <translation>restoration.hidden = {hidden!r}: verdeckt {what}; ändere restoration.share oder die Maske.</translation>
    </message>
    <message>
        <source>restoration.factor = {factor}: does not divide pictures of {shape}×{shape_2}; choose a divisor of both sides.</source>
        <translation>restoration.factor = {factor}: teilt Bilder von {shape}×{shape_2} nicht; wähle einen Teiler beider Seiten.</translation>
    </message>
    <message>
        <source>restoration.kind = &apos;colourise&apos;: this model&apos;s pictures are grey; use one of colour pictures.</source>
        <translation>restoration.kind = &apos;colourise&apos;: Die Bilder dieses Modells sind grau; nimm eines mit farbigen Bildern.</translation>
    </message>
    <message>
        <source>restoration.mask: must be a picture of {h}×{w}, as the model&apos;s are; {found}.</source>
        <translation>restoration.mask: muss ein Bild von {h}×{w} sein, wie die des Modells; {found}.</translation>
    </message>
    <message>
        <source>{folder}: has no checkpoint yet that could be called “{name}”; train it first.</source>
        <translation>{folder}: hat noch keinen Checkpoint, der „{name}“ heißen könnte; trainiere zuerst.</translation>
    </message>
    <message>
        <source>{file}: was made by a newer version (format {head}); update the program.</source>
        <translation>{file}: wurde von einer neueren Version gemacht (Format {head}); aktualisiere das Programm.</translation>
    </message>
    <message>
        <source>its settings are no table</source>
        <translation>ihre Einstellungen sind keine Tabelle</translation>
    </message>
    <message>
        <source>{place}: is no run folder; it has no run.json.</source>
        <translation>{place}: ist kein Ordner eines Laufs; es gibt darin kein run.json.</translation>
    </message>
    <message>
        <source>{file}: is damaged ({error}).</source>
        <translation>{file}: ist beschädigt ({error}).</translation>
    </message>
    <message>
        <source>{folder}: is being trained by another program; stop that one, or choose another folder.</source>
        <translation>{folder}: wird von einem anderen Programm trainiert; beende jenes, oder wähle einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{folder}: can&apos;t be written to: {say_why}</source>
        <translation>{folder}: Dorthin kann nicht geschrieben werden: {say_why}</translation>
    </message>
    <message>
        <source>training.steps: must be above {step}, where the training stands (got {steps}); stop the training to end it there.</source>
        <translation>training.steps: muss über {step} sein, wo das Training steht (angegeben: {steps}); stoppe das Training, um es dort zu beenden.</translation>
    </message>
    <message>
        <source>{name} = {shown}: the run has learned with {shown_2}, and what its weights mean rests on it; give back {shown_2}, or begin a new run.</source>
        <translation>{name} = {shown}: Der Lauf hat mit {shown_2} gelernt, und darauf ruht, was seine Gewichte bedeuten; gib {shown_2} zurück, oder beginne einen neuen Lauf.</translation>
    </message>
    <message>
        <source>{name}: can&apos;t be changed while the run is trained, as what it has learned rests on it; stop the training and begin a new run.</source>
        <translation>{name}: kann nicht geändert werden, während der Lauf trainiert wird, denn was er gelernt hat, ruht darauf; beende das Training und beginne einen neuen Lauf.</translation>
    </message>
    <message>
        <source>{place}: holds a run already; resume it, or choose another folder.</source>
        <translation>{place}: enthält schon einen Lauf; setze ihn fort, oder wähle einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{place}: holds other files; choose an empty or a new folder.</source>
        <translation>{place}: enthält andere Dateien; wähle einen leeren oder neuen Ordner.</translation>
    </message>
    <message>
        <source>{name!r}: is no name for a run; use letters, digits, spaces, dots and dashes.</source>
        <translation>{name!r}: ist kein Name für einen Lauf; nimm Buchstaben, Ziffern, Leerzeichen, Punkte und Striche.</translation>
    </message>
    <message>
        <source>{place}: is there already; choose another name.</source>
        <translation>{place}: gibt es schon; wähle einen anderen Namen.</translation>
    </message>
    <message>
        <source>{name}: is being trained; stop it first.</source>
        <translation>{name}: wird gerade trainiert; stoppe es zuerst.</translation>
    </message>
    <message>
        <source>{folder}: can&apos;t be renamed: {say_why}</source>
        <translation>{folder}: lässt sich nicht umbenennen: {say_why}</translation>
    </message>
    <message>
        <source>sampling.predictor = &apos;none&apos;: without corrector steps and final denoising nothing is done; choose a predictor, or raise sampling.corrector_steps.</source>
        <translation>sampling.predictor = &apos;none&apos;: Ohne Korrektorschritte und letztes Entrauschen geschieht nichts; wähle einen Prädiktor, oder erhöhe sampling.corrector_steps.</translation>
    </message>
    <message>
        <source>sampling.kind = {kind!r}: asks for σ between the levels, but this network knows its {n_levels} levels only; use annealed Langevin as trained, or a sampler with spacing &apos;levels&apos;.</source>
        <translation>sampling.kind = {kind!r}: fragt nach σ zwischen den Stufen, aber dieses Netz kennt nur seine {n_levels} Stufen; nimm Annealed Langevin wie trainiert, oder einen Sampler mit den Abständen &apos;levels&apos;.</translation>
    </message>
    <message>
        <source>sampling.sigma_min = {smallest:g}: must be smaller than sampling.sigma_max = {largest:g}; lower the one or raise the other.</source>
        <translation>sampling.sigma_min = {smallest:g}: muss kleiner sein als sampling.sigma_max = {largest:g}; senke das eine oder erhöhe das andere.</translation>
    </message>
    <message>
        <source>sampling.n_steps = {n_steps}: there are only {count} levels to step on; take fewer steps, or another spacing.</source>
        <translation>sampling.n_steps = {n_steps}: Es gibt nur {count} Stufen, auf die man gehen kann; nimm weniger Schritte, oder andere Abstände.</translation>
    </message>
    <message>
        <source>sampling.epsilon = {epsilon:g}: is only stable for {rule}; lower it, leave it out, or set sampling.allow_unstable to see what it does all the same.</source>
        <translation>sampling.epsilon = {epsilon:g}: ist nur stabil für {rule}; verkleinere es, lass es weg, oder setze sampling.allow_unstable, um zu sehen, was es trotzdem tut.</translation>
    </message>
    <message>
        <source>noise: this model has no ladder of its own; give one, for example a GeometricLadder.</source>
        <translation>noise: Dieses Modell hat keine eigene Leiter; gib eine an, zum Beispiel eine GeometricLadder.</translation>
    </message>
    <message>
        <source>sampling.epsilon = {epsilon:g}: is only stable for {rule}; raise it, leave it out, or set sampling.allow_unstable to see what it does all the same.</source>
        <translation>sampling.epsilon = {epsilon:g}: ist nur stabil für {rule}; vergrößere es, lass es weg, oder setze sampling.allow_unstable, um zu sehen, was es trotzdem tut.</translation>
    </message>
    <message>
        <source>x: is of shape {shape}; this model carries on finite states (N, {shape_2}).</source>
        <translation>x: hat die Form {shape}; dieses Modell geht von endlichen Zuständen (N, {shape_2}) weiter.</translation>
    </message>
    <message>
        <source>sampling.label = {label}: the model knows the classes {known}; leave it out.</source>
        <translation>sampling.label = {label}: Das Modell kennt die Klassen {known}; lass es weg.</translation>
    </message>
    <message>
        <source>branch at step {at}: the sampling before it has no such step to go on from.</source>
        <translation>Zweig bei Schritt {at}: Die Ziehung davor hat keinen solchen Schritt, von dem es weitergehen könnte.</translation>
    </message>
    <message>
        <source>sampling.guidance = {guidance:g}: needs a class; set sampling.label too.</source>
        <translation>sampling.guidance = {guidance:g}: braucht eine Klasse; setze auch sampling.label.</translation>
    </message>
    <message>
        <source>the sampling left the finite numbers at step {index} of {total} (σ {sigma:.3g}): the step size or the guidance is too large, or the model&apos;s weights are damaged.</source>
        <translation>das Ziehen verließ bei Schritt {index} von {total} die endlichen Zahlen (σ {sigma:.3g}): Die Schrittweite oder die Führung ist zu groß, oder die Gewichte des Modells sind beschädigt.</translation>
    </message>
    <message>
        <source>network.labels = True: this data has no classes; switch the labels off.</source>
        <translation>network.labels = True: Diese Daten haben keine Klassen; schalte die Klassen aus.</translation>
    </message>
    <message>
        <source>x: is of shape {shape}; this model takes (N, {names}).</source>
        <translation>x: hat die Form {shape}; dieses Modell nimmt (N, {names}).</translation>
    </message>
    <message>
        <source>x: holds numbers that are not finite; look where they come from.</source>
        <translation>x: enthält Zahlen, die nicht endlich sind; sieh nach, woher sie kommen.</translation>
    </message>
    <message>
        <source>x: lies in [{least:g}, {most:g}]; this model takes pictures in [{low:g}, {high:g}]. Bring them to its range.</source>
        <translation>x: liegt in [{least:g}, {most:g}]; dieses Modell nimmt Bilder in [{low:g}, {high:g}]. Bringe sie in diesen Bereich.</translation>
    </message>
    <message>
        <source>network.kind = {kind!r}: diffusers opens &apos;ddpm-unet&apos; only; {way_out}</source>
        <translation>network.kind = {kind!r}: diffusers öffnet nur &apos;ddpm-unet&apos;; {way_out}</translation>
    </message>
    <message>
        <source>{name} = {value!r}: diffusers&apos; DDPM has {wanted!r} only; {way_out}</source>
        <translation>{name} = {value!r}: Das DDPM von diffusers hat nur {wanted!r}; {way_out}</translation>
    </message>
    <message>
        <source>{folder}: is a file; choose a folder.</source>
        <translation>{folder}: ist eine Datei; wähle einen Ordner.</translation>
    </message>
    <message>
        <source>{folder}: holds other files; choose an empty or a new folder.</source>
        <translation>{folder}: enthält andere Dateien; wähle einen leeren oder neuen Ordner.</translation>
    </message>
    <message>
        <source>export.first_step = {first_step}: the steps go to {last}; choose an earlier one.</source>
        <translation>export.first_step = {first_step}: Die Schritte gehen bis {last}; wähle einen früheren.</translation>
    </message>
    <message>
        <source>export.first_step = {first}: the steps go to {last}; choose an earlier one.</source>
        <translation>export.first_step = {first}: Die Schritte gehen bis {last}; wähle einen früheren.</translation>
    </message>
    <message>
        <source>export.picture = {picture}: only {count} pictures were drawn, counted from 0.</source>
        <translation>export.picture = {picture}: Nur {count} Bilder wurden gezogen, ab 0 gezählt.</translation>
    </message>
    <message>
        <source>step {index}: has no {which} to be seen; choose other steps.</source>
        <translation>Schritt {index}: hat kein {which}, das zu sehen wäre; wähle andere Schritte.</translation>
    </message>
    <message>
        <source>training.steps = {steps}: the run stands at step {step} already, so that {changes} would change nothing; give it more steps than that.</source>
        <translation>training.steps = {steps}: Der Lauf steht schon bei Schritt {step}, sodass {changes} nichts ändern würde; gib ihm mehr Schritte als das.</translation>
    </message>
    <message>
        <source>training.batch_size = {batch}: a step of this network on pictures of {names} needs {need:.1f} GB or more, and {free:.1f} GB are free on {device}; take a smaller {what}network or smaller pictures.</source>
        <translation>training.batch_size = {batch}: Ein Schritt dieses Netzes mit Bildern von {names} braucht {need:.1f} GB oder mehr, und auf {device} sind {free:.1f} GB frei; verkleinere {what}Netz oder Bilder.</translation>
    </message>
    <message>
        <source>{checkpoint}: is no checkpoint of {name}; choose one of those in {folder}.</source>
        <translation>{checkpoint}: ist kein Checkpoint von {name}; wähle einen von denen in {folder}.</translation>
    </message>
    <message>
        <source>{torn} No older checkpoint is left; start a new run.</source>
        <translation>{torn} Kein älterer Checkpoint ist übrig; beginne einen neuen Lauf.</translation>
    </message>
    <message>
        <source>{folder}: its checkpoint was made with other network settings; give back the old ones.</source>
        <translation>{folder}: Der Checkpoint wurde mit anderen Einstellungen des Netzes gemacht; gib die alten zurück.</translation>
    </message>
    <message>
        <source>{folder}: was trained on data {what} {learned}, the data now has {found}; give back the old data, or start a new run.</source>
        <translation>{folder}: wurde mit Daten {what} {learned} trainiert, die Daten haben jetzt {found}; gib die alten Daten zurück, oder beginne einen neuen Lauf.</translation>
    </message>
    <message>
        <source>{name}: stands at step {step} already; choose an earlier checkpoint.</source>
        <translation>{name}: steht schon bei Schritt {step}; wähle einen früheren Checkpoint.</translation>
    </message>
    <message>
        <source>it was cut off in the middle of a step.</source>
        <translation>es wurde mitten in einem Schritt abgebrochen.</translation>
    </message>
    <message>
        <source>nothing is recorded yet</source>
        <translation>noch ist nichts aufgezeichnet</translation>
    </message>
    <message>
        <source>{folder}: does not match the SHA-256 in {config}; fetch both files again.</source>
        <translation>{folder}: passt nicht zum SHA-256 in {config}; hole beide Dateien noch einmal.</translation>
    </message>
    <message>
        <source>{path}: was made by a newer version (format {version}); update the program.</source>
        <translation>{path}: wurde von einer neueren Version gemacht (Format {version}); aktualisiere das Programm.</translation>
    </message>
    <message>
        <source>{folder}: can&apos;t be read ({strerror}).</source>
        <translation>{folder}: kann nicht gelesen werden ({strerror}).</translation>
    </message>
    <message>
        <source>{folder}: {config} and {weights} do not belong together, or are damaged ({why}).</source>
        <translation>{folder}: {config} und {weights} gehören nicht zusammen, oder sind beschädigt ({why}).</translation>
    </message>
    <message>
        <source>{path}: is damaged, or not the config.json of a model of NCSN Studio.</source>
        <translation>{path}: ist beschädigt, oder nicht die config.json eines Modells von NCSN Studio.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>A CSV file with two columns, and a third with whole numbers for classes.</source>
        <translation>Eine CSV-Datei mit zwei Spalten, und einer dritten mit ganzen Zahlen für Klassen.</translation>
    </message>
    <message>
        <source>unet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small U-Net of residual blocks, told σ by Fourier features of log σ.</source>
        <translation>Ein kleines U-Net aus Residualblöcken, das σ durch Fourier-Merkmale von log σ erfährt.</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Resolutions</source>
        <translation>Auflösungen</translation>
    </message>
    <message>
        <source>Blocks</source>
        <translation>Blöcke</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>What the network&apos;s output F means. &apos;edm&apos; mixes input and output so that both have unit size (Karras 2022); &apos;over-sigma&apos; divides by σ (NCSNv2); &apos;noise&apos; predicts the noise (DDPM); &apos;none&apos; takes the output as the score (NCSN).</source>
        <translation>Was die Ausgabe F des Netzes bedeutet. &apos;edm&apos; mischt Ein- und Ausgabe so, dass beide Einheitsgröße haben (Karras 2022); &apos;over-sigma&apos; teilt durch σ (NCSNv2); &apos;noise&apos; sagt das Rauschen voraus (DDPM); &apos;none&apos; nimmt die Ausgabe als Score (NCSN).</translation>
    </message>
    <message>
        <source>one of edm, over-sigma, noise, none</source>
        <translation>eines von edm, over-sigma, noise, none</translation>
    </message>
    <message>
        <source>edm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>over-sigma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edm: D = c_skip x + c_out F(c_in x);   over-sigma: s = F(x)/σ;   noise: s = -F(s(σ) x)/σ;   none: s = F(x)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class labels</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Tells the network which class a picture is of, so that one may ask for a class when sampling.</source>
        <translation>Sagt dem Netz, zu welcher Klasse ein Bild gehört, damit man beim Ziehen eine Klasse verlangen kann.</translation>
    </message>
    <message>
        <source>s(x, σ, class)</source>
        <translation>s(x, σ, Klasse)</translation>
    </message>
    <message>
        <source>tutorial-cnn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Three convolutions that see σ as one more channel: where every tutorial begins.</source>
        <translation>Drei Faltungen, die σ als einen Kanal mehr sehen: wo jede Anleitung beginnt.</translation>
    </message>
    <message>
        <source>one of none, over-sigma, noise, edm</source>
        <translation>eines von none, over-sigma, noise, edm</translation>
    </message>
    <message>
        <source>mlp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fully connected layers, for points in the plane; its last layer starts at zero.</source>
        <translation>Voll verbundene Schichten, für Punkte in der Ebene; die letzte beginnt bei null.</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>σ as</source>
        <translation>σ als</translation>
    </message>
    <message>
        <source>one of fourier, sinusoidal</source>
        <translation>eines von fourier, sinusoidal</translation>
    </message>
    <message>
        <source>fourier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sinusoidal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sin(2π f ¼ ln σ), cos(2π f ¼ ln σ);   f ~ N(0, 1), or a geometric series</source>
        <translation>sin(2π f ¼ ln σ), cos(2π f ¼ ln σ);   f ~ N(0, 1), oder eine geometrische Reihe</translation>
    </message>
    <message>
        <source>ncsn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The RefineNet of NCSN: every norm looks its scales up by noise level (Song &amp; Ermon 2019, appendix A).</source>
        <translation>Das RefineNet von NCSN: Jede Norm schlägt ihre Skalen nach der Rauschstufe nach (Song &amp; Ermon 2019, Anhang A).</translation>
    </message>
    <message>
        <source>one of none, over-sigma, edm</source>
        <translation>eines von none, over-sigma, edm</translation>
    </message>
    <message>
        <source>ncsnv2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The RefineNet of NCSNv2: not told σ, its output is divided by σ (Song &amp; Ermon 2020, appendix B).</source>
        <translation>Das RefineNet von NCSNv2: erfährt σ nicht, seine Ausgabe wird durch σ geteilt (Song &amp; Ermon 2020, Anhang B).</translation>
    </message>
    <message>
        <source>Variant</source>
        <translation>Fassung</translation>
    </message>
    <message>
        <source>one of base, deeper, deepest</source>
        <translation>eines von base, deeper, deepest</translation>
    </message>
    <message>
        <source>base</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deeper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deepest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one of over-sigma</source>
        <translation>eines von over-sigma</translation>
    </message>
    <message>
        <source>ncsnpp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Multipliers</source>
        <translation>Faktoren</translation>
    </message>
    <message>
        <source>Attention at</source>
        <translation>Aufmerksamkeit bei</translation>
    </message>
    <message>
        <source>positional</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smooth resampling</source>
        <translation>Glattes Abtasten</translation>
    </message>
    <message>
        <source>Rescale skips</source>
        <translation>Summen skalieren</translation>
    </message>
    <message>
        <source>Input pyramid</source>
        <translation>Pyramide der Eingabe</translation>
    </message>
    <message>
        <source>residual</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>input-skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output pyramid</source>
        <translation>Ausgabepyramide</translation>
    </message>
    <message>
        <source>Draws a picture at each resolution and adds them up, instead of one at the end, so that the coarse is settled before the fine: for 256 px and more.</source>
        <translation>Zeichnet bei jeder Auflösung ein Bild und zählt sie zusammen, statt eines am Ende, damit das Grobe vor dem Feinen feststeht: für 256 px und mehr.</translation>
    </message>
    <message>
        <source>one of output-skip, none</source>
        <translation>eines von output-skip, none</translation>
    </message>
    <message>
        <source>output-skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one of over-sigma, edm, noise, none</source>
        <translation>eines von over-sigma, edm, noise, none</translation>
    </message>
    <message>
        <source>ddpm-unet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The U-Net of DDPM, told the level&apos;s number (Ho et al. 2020, appendix B); opens in diffusers as well.</source>
        <translation>Das U-Net von DDPM, das die Nummer der Stufe erfährt (Ho et al. 2020, Anhang B); öffnet sich auch in diffusers.</translation>
    </message>
    <message>
        <source>one of noise, edm, over-sigma, none</source>
        <translation>eines von noise, edm, over-sigma, none</translation>
    </message>
    <message>
        <source>rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>NCSNv2&apos;s rules: σ₁ is the largest distance in the data, the ratio makes levels overlap (Song &amp; Ermon 2020).</source>
        <translation>Die Regeln von NCSNv2: σ₁ ist der größte Abstand in den Daten, das Verhältnis lässt Stufen überlappen (Song &amp; Ermon 2020).</translation>
    </message>
    <message>
        <source>σ min</source>
        <translation>σ min</translation>
    </message>
    <message>
        <source>σ in training</source>
        <translation>σ im Training</translation>
    </message>
    <message>
        <source>one of levels, log-uniform, uniform</source>
        <translation>eines von levels, log-uniform, uniform</translation>
    </message>
    <message>
        <source>levels</source>
        <translation>Stufen</translation>
    </message>
    <message>
        <source>log-uniform</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>uniform</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>levels: σ ∈ {σ₁ … σ_L};   log-uniform: ln σ ~ U;   uniform: σ ~ U[σ_L, σ₁]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overlap C</source>
        <translation>Überlappung C</translation>
    </message>
    <message>
        <source>geometric</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Equal ratios: σ_i = σ_max (σ_min/σ_max)^((i-1)/(L-1)) (Song &amp; Ermon 2019); any σ between: the VE process.</source>
        <translation>Gleiche Verhältnisse: σ_i = σ_max (σ_min/σ_max)^((i-1)/(L-1)) (Song &amp; Ermon 2019); jedes σ dazwischen: der VE-Prozess.</translation>
    </message>
    <message>
        <source>σ max</source>
        <translation>σ max</translation>
    </message>
    <message>
        <source>Largest noise level; about the largest distance between two pictures, so that all of them melt together.</source>
        <translation>Größte Rauschstufe; etwa der größte Abstand zweier Bilder, damit alle ineinander verschmelzen.</translation>
    </message>
    <message>
        <source>Levels L</source>
        <translation>Stufen L</translation>
    </message>
    <message>
        <source>linear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Equal differences; wastes its levels on large noise, as one can see.</source>
        <translation>Gleiche Abstände; verschwendet seine Stufen an großes Rauschen, wie man sieht.</translation>
    </message>
    <message>
        <source>karras</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EDM&apos;s noise: levels dense at small σ, and a bell of σ in training (Karras et al. 2022, eq. 5, table 1).</source>
        <translation>Das Rauschen von EDM: Stufen dicht bei kleinem σ, und eine Glocke von σ im Training (Karras et al. 2022, Gl. 5, Tabelle 1).</translation>
    </message>
    <message>
        <source>one of log-normal, levels, log-uniform, uniform</source>
        <translation>eines von log-normal, levels, log-uniform, uniform</translation>
    </message>
    <message>
        <source>log-normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>log-normal: ln σ ~ N(m, s²);   levels: σ ∈ {σ₁ … σ_L};   log-uniform: ln σ ~ U;   uniform: σ ~ U[σ_L, σ₁]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ρ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean of ln σ</source>
        <translation>Mittel von ln σ</translation>
    </message>
    <message>
        <source>Width of ln σ</source>
        <translation>Breite von ln σ</translation>
    </message>
    <message>
        <source>vp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variance preserving: the picture fades as the noise grows (Song et al. 2021, eq. 11); in steps: DDPM.</source>
        <translation>Varianzerhaltend: Das Bild verblasst, während das Rauschen wächst (Song et al. 2021, Gl. 11); in Schritten: DDPM.</translation>
    </message>
    <message>
        <source>Levels N</source>
        <translation>Stufen N</translation>
    </message>
    <message>
        <source>β</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one of linear, cosine</source>
        <translation>eines von linear, cosine</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>linear: β(t) = β_min + t (β_max - β_min);   cosine: ᾱ(t) = cos²(π/2 (t + 0.008)/1.008), normalised</source>
        <translation>linear: β(t) = β_min + t (β_max - β_min);   cosine: ᾱ(t) = cos²(π/2 (t + 0.008)/1.008), normiert</translation>
    </message>
    <message>
        <source>β min</source>
        <translation>β min</translation>
    </message>
    <message>
        <source>β max</source>
        <translation>β max</translation>
    </message>
    <message>
        <source>t min</source>
        <translation>t min</translation>
    </message>
    <message>
        <source>one of time, levels</source>
        <translation>eines von time, levels</translation>
    </message>
    <message>
        <source>time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Fourier features of log σ (NCSN++) take any σ. DDPM&apos;s embedding suits VP: of the level&apos;s number, counted from the smallest σ (positional) or the largest (descending), or of the time, as DDPM++ has it.</source>
        <translation>Fourier-Merkmale von log σ (NCSN++) nehmen jedes σ. Die Einbettung von DDPM passt zu VP: aus der Nummer der Stufe, gezählt vom kleinsten σ (positional) oder vom größten (descending), oder aus der Zeit, wie bei DDPM++.</translation>
    </message>
    <message>
        <source>one of fourier, positional, descending, time</source>
        <translation>eines von fourier, positional, descending, time</translation>
    </message>
    <message>
        <source>descending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fourier: sin(2π f ln σ), cos(2π f ln σ), f ~ N(0, 16²);   else: sin(f n), cos(f n), f from 1 to 1e-4, n the number, or 999 t</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adds the shrunk picture at each resolution, so that the deep layers see it too and not only features of it: mixed with the features on its way down (residual), or by itself (input-skip), as for 256 px and more.</source>
        <translation>Gibt bei jeder Auflösung das verkleinerte Bild dazu, damit die tiefen Schichten auch das Bild sehen und nicht nur Merkmale davon: auf dem Weg hinab mit den Merkmalen vermischt (residual), oder für sich (input-skip), wie für 256 px und mehr.</translation>
    </message>
    <message>
        <source>one of residual, input-skip, none</source>
        <translation>eines von residual, input-skip, none</translation>
    </message>
    <message>
        <source>time: t ~ U[t_min, 1];   levels: ᾱ_i = Π (1 - β_j)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sub-vp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sub-VP: as VP with less noise on the way (Song et al. 2021, eq. 13).</source>
        <translation>Sub-VP: wie VP mit weniger Rauschen unterwegs (Song et al. 2021, Gl. 13).</translation>
    </message>
    <message>
        <source>one of time</source>
        <translation>eines von time</translation>
    </message>
    <message>
        <source>denoising</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Denoising score matching: guess the clean picture (Vincent 2011; Song &amp; Ermon 2019; DDPM and EDM too).</source>
        <translation>Score Matching durch Entrauschen: das reine Bild erraten (Vincent 2011; Song &amp; Ermon 2019; auch DDPM und EDM).</translation>
    </message>
    <message>
        <source>Weight λ(σ)</source>
        <translation>Gewicht λ(σ)</translation>
    </message>
    <message>
        <source>&apos;sigma2&apos; makes every level count alike (NCSN, and DDPM&apos;s ‖n - n_θ‖²); &apos;uniform&apos; lets the smallest σ drown the others; &apos;likelihood&apos; bounds log p, whatever σ are drawn; &apos;edm&apos; also lifts the levels above the data&apos;s own size; &apos;min-snr&apos; damps the smallest σ; &apos;learned&apos; divides each level by its own learned loss (EDM2).</source>
        <translation>&apos;sigma2&apos; lässt jede Stufe gleich zählen (NCSN, und DDPMs ‖n - n_θ‖²); &apos;uniform&apos; lässt das kleinste σ die anderen übertönen; &apos;likelihood&apos; beschränkt log p, welche σ auch gezogen werden; &apos;edm&apos; hebt auch die Stufen über der eigenen Größe der Daten; &apos;min-snr&apos; dämpft die kleinsten σ; &apos;learned&apos; teilt jede Stufe durch ihren eigenen gelernten Verlust (EDM2).</translation>
    </message>
    <message>
        <source>one of sigma2, uniform, likelihood, edm, min-snr, learned</source>
        <translation>eines von sigma2, uniform, likelihood, edm, min-snr, learned</translation>
    </message>
    <message>
        <source>sigma2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>likelihood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>min-snr</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>learned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss = λ(σ) ½‖s(x̃, σ) + (x̃ - x)/σ²‖²;   λ/σ² = 1,  1/σ²,  1/q(ln σ),  1 + σ²/σ_d²,  min(1, γσ²/σ_d²), e^-u(σ)</source>
        <translation>Verlust = λ(σ) ½‖s(x̃, σ) + (x̃ - x)/σ²‖²;   λ/σ² = 1,  1/σ²,  1/q(ln σ),  1 + σ²/σ_d²,  min(1, γσ²/σ_d²), e^-u(σ)</translation>
    </message>
    <message>
        <source>γ of min-SNR</source>
        <translation>γ von min-SNR</translation>
    </message>
    <message>
        <source>sliced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sliced score matching: looks at the score along random directions; needs no clean picture (Song et al. 2019).</source>
        <translation>Score Matching in Scheiben: betrachtet den Score entlang zufälliger Richtungen; braucht kein reines Bild (Song et al. 2019).</translation>
    </message>
    <message>
        <source>Directions</source>
        <translation>Richtungen</translation>
    </message>
    <message>
        <source>Reduce variance</source>
        <translation>Varianz senken</translation>
    </message>
    <message>
        <source>implicit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Implicit score matching: the trace of the score&apos;s slope, exact in few dimensions (Hyvärinen 2005).</source>
        <translation>Implizites Score Matching: die Spur der Ableitung des Scores, exakt in wenigen Dimensionen (Hyvärinen 2005).</translation>
    </message>
    <message>
        <source>Exact trace up to</source>
        <translation>Exakte Spur bis</translation>
    </message>
    <message>
        <source>tr(∇s) + ½‖s‖²;   Hutchinson: tr(∇s) ≈ vᵀ∇s v</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>explicit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explicit score matching: the score of a kernel density of the training data is the target (Vincent 2011).</source>
        <translation>Explizites Score Matching: Ziel ist der Score einer Kerndichte der Trainingsdaten (Vincent 2011).</translation>
    </message>
    <message>
        <source>Kernels</source>
        <translation>Kerne</translation>
    </message>
    <message>
        <source>How long and how fast to learn.</source>
        <translation>Wie lange und wie schnell gelernt wird.</translation>
    </message>
    <message>
        <source>Smooth strongly</source>
        <translation>Stark geglättet</translation>
    </message>
    <message>
        <source>Smooth lightly</source>
        <translation>Leicht geglättet</translation>
    </message>
    <message>
        <source>No smoothing</source>
        <translation>Nicht geglättet</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>Länge des Gradienten</translation>
    </message>
    <message>
        <source>Weight norm</source>
        <translation>Länge der Gewichte</translation>
    </message>
    <message>
        <source>Images per second</source>
        <translation>Bilder pro Sekunde</translation>
    </message>
    <message>
        <source>Loss ÷ (D/2), smoothed; dots: held-out; 1 means “knows nothing”</source>
        <translation>Verlust ÷ (D/2), geglättet; Punkte: zurückgehalten; 1 heißt „weiß nichts“</translation>
    </message>
    <message>
        <source>Learning rate, warm-up and decay included</source>
        <translation>Lernrate, mit Aufwärmen und Abklingen</translation>
    </message>
    <message>
        <source>Gradient norm, before it is clipped</source>
        <translation>Länge des Gradienten, bevor er gekürzt wird</translation>
    </message>
    <message>
        <source>Weight norm: length of all trained weights</source>
        <translation>Länge aller trainierten Gewichte</translation>
    </message>
    <message>
        <source>Images per second, previews and saving included</source>
        <translation>Bilder pro Sekunde, mit Vorschau und Speichern</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>training time, s</source>
        <translation>Trainingszeit, s</translation>
    </message>
    <message>
        <source>Wall clock</source>
        <translation>Uhrzeit</translation>
    </message>
    <message>
        <source>wall time since it began, s</source>
        <translation>Zeit seit dem Beginn, s</translation>
    </message>
    <message>
        <source>Training: what an older version optimised; held-out: denoising loss. They are two measures</source>
        <translation>Training: was eine ältere Version optimierte; zurückgehalten: Verlust beim Entrauschen. Das sind zwei Maße</translation>
    </message>
    <message>
        <source>The level whose held-out loss is highest above its training loss, both averaged over the last quarter of their records: there the model has learned its pictures more than the rule behind them</source>
        <translation>Die Stufe, deren zurückgehaltener Verlust am höchsten über dem des Trainings liegt, beide gemittelt über das letzte Viertel ihrer Aufzeichnungen: Dort hat das Modell eher seine Bilder gelernt als die Regel dahinter</translation>
    </message>
    <message>
        <source>What the upper plot shows</source>
        <translation>Was die obere Kurve zeigt</translation>
    </message>
    <message>
        <source>How strongly the loss is smoothed</source>
        <translation>Wie stark der Verlust geglättet wird</translation>
    </message>
    <message>
        <source>Whose loss is shown</source>
        <translation>Wessen Verlust gezeigt wird</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Logarithmisch</translation>
    </message>
    <message>
        <source>Scale of the upper plot and of curves by level</source>
        <translation>Skala des oberen Diagramms und der Kurven je Stufe</translation>
    </message>
    <message>
        <source>What the curves run over; wall clock includes pauses</source>
        <translation>Worüber die Kurven laufen; Uhrzeit zählt Pausen mit</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern…</translation>
    </message>
    <message>
        <source>Save curves</source>
        <translation>Kurven speichern</translation>
    </message>
    <message>
        <source>Save the curves as a table (CSV), or a plot as a picture (SVG, PNG)</source>
        <translation>Die Kurven als Tabelle (CSV) speichern, oder ein Schaubild als Bild (SVG, PNG)</translation>
    </message>
    <message>
        <source>Differences…</source>
        <translation>Unterschiede…</translation>
    </message>
    <message>
        <source>A table of the settings in which the chosen runs differ</source>
        <translation>Eine Tabelle der Einstellungen, in denen sich die gewählten Läufe unterscheiden</translation>
    </message>
    <message>
        <source>Not on one scale: an older version told the loss of {names} with weights</source>
        <translation>Nicht auf einer Skala: Eine ältere Version gab den Verlust von {names} mit Gewichten an</translation>
    </message>
    <message>
        <source>By level</source>
        <translation>Nach Stufe</translation>
    </message>
    <message>
        <source>Over time</source>
        <translation>Über die Zeit</translation>
    </message>
    <message>
        <source>Curves over time</source>
        <translation>Kurven im Verlauf</translation>
    </message>
    <message>
        <source>How the loss by noise level is shown</source>
        <translation>Wie der Verlust nach Rauschstufe gezeigt wird</translation>
    </message>
    <message>
        <source>Held-out</source>
        <translation>Zurückgehalten</translation>
    </message>
    <message>
        <source>Previews appear here while a model learns.</source>
        <translation>Hier erscheinen Vorschaubilder, während ein Modell lernt.</translation>
    </message>
    <message>
        <source>Earlier previews</source>
        <translation>Frühere Vorschauen</translation>
    </message>
    <message>
        <source>Earlier previews; all come from the same seed</source>
        <translation>Frühere Vorschauen; alle kommen aus derselben Startzahl</translation>
    </message>
    <message>
        <source>Choose a preset and press Train, or choose a run on the left.</source>
        <translation>Wähle eine Vorgabe und drücke Trainieren, oder wähle links einen Lauf.</translation>
    </message>
    <message>
        <source>No previews yet.</source>
        <translation>Noch keine Vorschau.</translation>
    </message>
    <message>
        <source>Preview, EMA weights</source>
        <translation>Vorschau, EMA-Gewichte</translation>
    </message>
    <message>
        <source>loss {loss:.3f}</source>
        <translation>Verlust {loss:.3f}</translation>
    </message>
    <message>
        <source>held-out {loss:.3f}</source>
        <translation>zurückgehalten {loss:.3f}</translation>
    </message>
    <message>
        <source>The records of this run hold no {what}.</source>
        <translation>Die Aufzeichnungen dieses Laufs enthalten {what} nicht.</translation>
    </message>
    <message>
        <source>This run has no {what} yet.</source>
        <translation>Dieser Lauf hat noch kein {what}.</translation>
    </message>
    <message>
        <source>An older version made it; training it further records this.</source>
        <translation>Eine ältere Version hat ihn gemacht; weiteres Training zeichnet dies auf.</translation>
    </message>
    <message>
        <source>Held-out loss ÷ (D/2) by noise level</source>
        <translation>Zurückgehaltener Verlust ÷ (D/2) nach Rauschstufe</translation>
    </message>
    <message>
        <source>Training loss ÷ (D/2) by noise level</source>
        <translation>Verlust im Training ÷ (D/2) nach Rauschstufe</translation>
    </message>
    <message>
        <source>levels {first}–{last}</source>
        <translation>Stufen {first}–{last}</translation>
    </message>
    <message>
        <source>lags: {levels} (+{behind:.3f})</source>
        <translation>hinkt nach: {levels} (+{behind:.3f})</translation>
    </message>
    <message>
        <source>Curves as a table (CSV)…</source>
        <translation>Kurven als Tabelle (CSV)…</translation>
    </message>
    <message>
        <source>Upper plot</source>
        <translation>Oberes Schaubild</translation>
    </message>
    <message>
        <source>Loss by level</source>
        <translation>Verlust nach Stufe</translation>
    </message>
    <message>
        <source>{what} as SVG…</source>
        <translation>{what} als SVG…</translation>
    </message>
    <message>
        <source>{what} as PNG…</source>
        <translation>{what} als PNG…</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>Aufwärmen</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>η_n = η min(1, (n+1)/warm-up)</source>
        <translation>η_n = η min(1, (n+1)/Aufwärmen)</translation>
    </message>
    <message>
        <source>Decay</source>
        <translation>Abklingen</translation>
    </message>
    <message>
        <source>Clip gradient</source>
        <translation>Gradient kürzen</translation>
    </message>
    <message>
        <source>θ&apos; ← r θ&apos; + (1-r) θ,   r at most (1+n)/(10+n) after n steps</source>
        <translation>θ&apos; ← r θ&apos; + (1-r) θ,   r höchstens (1+n)/(10+n) nach n Schritten</translation>
    </message>
    <message>
        <source>Held-out loss</source>
        <translation>Verlust, zurückgehalten</translation>
    </message>
    <message>
        <source>EMA weights</source>
        <translation>EMA-Gewichte</translation>
    </message>
    <message>
        <source>Raw weights</source>
        <translation>Rohe Gewichte</translation>
    </message>
    <message>
        <source>Draws the same seeds at every kept checkpoint, with the settings under Sampling; nothing is drawn twice</source>
        <translation>Zieht dieselben Startzahlen bei jedem behaltenen Checkpoint, mit den Einstellungen unter Sampling; nichts wird zweimal gezogen</translation>
    </message>
    <message>
        <source>Sample all</source>
        <translation>Alle ziehen</translation>
    </message>
    <message>
        <source>Stop drawing; what is drawn stays</source>
        <translation>Das Ziehen beenden; was gezogen ist, bleibt</translation>
    </message>
    <message>
        <source>Keep this very moment of the training under a name; it is never deleted by itself</source>
        <translation>Genau diesen Augenblick des Trainings unter einem Namen behalten; er wird nie von selbst gelöscht</translation>
    </message>
    <message>
        <source>Save checkpoint…</source>
        <translation>Checkpoint speichern…</translation>
    </message>
    <message>
        <source>Let the training go on from this checkpoint; what came after it is set aside, not deleted</source>
        <translation>Das Training von diesem Checkpoint weitergehen lassen; was danach kam, wird beiseitegelegt, nicht gelöscht</translation>
    </message>
    <message>
        <source>Roll back to this…</source>
        <translation>Hierher zurückgehen…</translation>
    </message>
    <message>
        <source>Open Sample and draw a film with this checkpoint&apos;s weights</source>
        <translation>Ziehen öffnen und einen Film mit den Gewichten dieses Checkpoints machen</translation>
    </message>
    <message>
        <source>Sample from this</source>
        <translation>Hieraus ziehen</translation>
    </message>
    <message>
        <source>The running average of the weights: θ&apos; ← r θ&apos; + (1-r) θ</source>
        <translation>Das laufende Mittel der Gewichte: θ&apos; ← r θ&apos; + (1-r) θ</translation>
    </message>
    <message>
        <source>The weights as they stood at that step</source>
        <translation>Die Gewichte, wie sie bei diesem Schritt standen</translation>
    </message>
    <message>
        <source>Play through the checkpoints, or pause (Space)</source>
        <translation>Durch die Checkpoints spielen, oder Pause (Leertaste)</translation>
    </message>
    <message>
        <source>First checkpoint (Home)</source>
        <translation>Erster Checkpoint (Pos1)</translation>
    </message>
    <message>
        <source>The checkpoint before (←)</source>
        <translation>Der Checkpoint davor (←)</translation>
    </message>
    <message>
        <source>The next checkpoint (→)</source>
        <translation>Der nächste Checkpoint (→)</translation>
    </message>
    <message>
        <source>Newest checkpoint (End)</source>
        <translation>Neuester Checkpoint (Ende)</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>Checkpoint</translation>
    </message>
    <message>
        <source>Which kept checkpoint is shown; what is missing is drawn when you stop moving</source>
        <translation>Welcher behaltene Checkpoint gezeigt wird; was fehlt, wird gezogen, wenn du anhältst</translation>
    </message>
    <message>
        <source>Checkpoints a second</source>
        <translation>Checkpoints in der Sekunde</translation>
    </message>
    <message>
        <source>held-out {loss:.4f}</source>
        <translation>zurückgehalten {loss:.4f}</translation>
    </message>
    <message>
        <source>(at step {step})</source>
        <translation>(bei Schritt {step})</translation>
    </message>
    <message>
        <source>{number} of {all}</source>
        <translation>{number} von {all}</translation>
    </message>
    <message>
        <source>Checkpoints kept</source>
        <translation>Behaltene Checkpoints</translation>
    </message>
    <message>
        <source>Hide labels</source>
        <translation>Klassen verdecken</translation>
    </message>
    <message>
        <source>How often the class is hidden from a network with labels, so that it also learns without, as guidance needs.</source>
        <translation>Wie oft einem Netz mit Klassen die Klasse verdeckt wird, damit es auch ohne lernt, wie Führung es braucht.</translation>
    </message>
    <message>
        <source>class ← none with probability p</source>
        <translation>Klasse ← keine, mit Wahrscheinlichkeit p</translation>
    </message>
    <message>
        <source>annealed-langevin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Annealed Langevin dynamics (Song &amp; Ermon 2019, algorithm 1; 2020, algorithm 3).</source>
        <translation>Langevin-Dynamik mit Abkühlung (Song &amp; Ermon 2019, Algorithmus 1; 2020, Algorithmus 3).</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>How many pictures, or points, to draw; the time grows in proportion, and each stays the same however many there are.</source>
        <translation>Wie viele Bilder oder Punkte gezogen werden; die Zeit wächst im gleichen Maß, und jedes bleibt gleich, wie viele es auch sind.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startzahl</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>one of ema, raw</source>
        <translation>eines von ema, raw</translation>
    </message>
    <message>
        <source>ema</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw</source>
        <translation>roh</translation>
    </message>
    <message>
        <source>Steps T</source>
        <translation>Schritte T</translation>
    </message>
    <message>
        <source>as trained</source>
        <translation>wie trainiert</translation>
    </message>
    <message>
        <source>ε</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by the rule</source>
        <translation>nach der Regel</translation>
    </message>
    <message>
        <source>x ← x + α s + √(2α) z,   α = ε σ²/σ_L²,   stable for 0 &lt; ε &lt; 2σ_L²</source>
        <translation>x ← x + α s + √(2α) z,   α = ε σ²/σ_L²,   stabil für 0 &lt; ε &lt; 2σ_L²</translation>
    </message>
    <message>
        <source>Step size</source>
        <translation>Schrittweite</translation>
    </message>
    <message>
        <source>one of annealed, constant</source>
        <translation>eines von annealed, constant</translation>
    </message>
    <message>
        <source>annealed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>constant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>annealed: α = ε σ²/σ_L²;   constant: α = ε</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>one of normal, uniform</source>
        <translation>eines von normal, uniform</translation>
    </message>
    <message>
        <source>normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>normal: x ~ N(0, σ₁²);   uniform: x ~ U[pixel range]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>any</source>
        <translation>jede</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Führung</translation>
    </message>
    <message>
        <source>Above 1 the class is exaggerated: clearer and less varied (Ho &amp; Salimans 2022); costs twice the evaluations.</source>
        <translation>Über 1 wird die Klasse übertrieben: deutlicher und einförmiger (Ho &amp; Salimans 2022); kostet doppelt so viele Auswertungen.</translation>
    </message>
    <message>
        <source>Final denoising</source>
        <translation>Letztes Entrauschen</translation>
    </message>
    <message>
        <source>consistent-annealed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consistent annealed sampling: the noise stays exactly on the ladder (Jolicoeur-Martineau et al. 2020, alg. 2).</source>
        <translation>Konsistente Abkühlung: Das Rauschen bleibt genau auf der Leiter (Jolicoeur-Martineau et al. 2020, Alg. 2).</translation>
    </message>
    <message>
        <source>Steps between two levels: each goes to a level of its own, so that more follow the ladder more gently and take longer in proportion.</source>
        <translation>Schritte zwischen zwei Stufen: Jeder geht zu einer eigenen Stufe, sodass mehr der Leiter sanfter folgen und entsprechend länger dauern.</translation>
    </message>
    <message>
        <source>n = L · T levels, equal ratios</source>
        <translation>n = L · T Stufen, gleiche Verhältnisse</translation>
    </message>
    <message>
        <source>langevin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plain Langevin dynamics at one noise level (Parisi 1981): what annealing improves on.</source>
        <translation>Einfache Langevin-Dynamik bei einer Rauschstufe (Parisi 1981): was Abkühlung verbessert.</translation>
    </message>
    <message>
        <source>σ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model&apos;s smallest</source>
        <translation>die kleinste des Modells</translation>
    </message>
    <message>
        <source>one of uniform, normal</source>
        <translation>eines von uniform, normal</translation>
    </message>
    <message>
        <source>uniform: x ~ U[pixel range];   normal: x ~ N(0, σ₁²)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>predictor-corrector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Predictor-corrector sampling of the reverse SDE (Song et al. 2021, algorithms 1 to 5).</source>
        <translation>Ziehen aus der umgekehrten SDE mit Prädiktor und Korrektor (Song et al. 2021, Algorithmen 1 bis 5).</translation>
    </message>
    <message>
        <source>Steps N</source>
        <translation>Schritte N</translation>
    </message>
    <message>
        <source>Predictor</source>
        <translation>Prädiktor</translation>
    </message>
    <message>
        <source>one of reverse-diffusion, ancestral, none</source>
        <translation>eines von reverse-diffusion, ancestral, none</translation>
    </message>
    <message>
        <source>reverse-diffusion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ancestral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reverse diffusion: y ← (2 - A) y + G² s + G z,   G² = s_i² (σ_i² - σ_{i+1}²)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corrector steps M</source>
        <translation>Korrekturen M</translation>
    </message>
    <message>
        <source>step = 2 A² (snr ‖z‖/‖s‖)²,   ‖z‖/‖s‖ as expected: s(t) σ(t),   A = s(t)/s(t - dt)</source>
        <translation>Schritt = 2 A² (snr ‖z‖/‖s‖)²,   ‖z‖/‖s‖ wie erwartet: s(t) σ(t),   A = s(t)/s(t - dt)</translation>
    </message>
    <message>
        <source>euler-maruyama</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reverse SDE by Euler and Maruyama (Song et al. 2021, eq. 6).</source>
        <translation>Die umgekehrte SDE nach Euler und Maruyama (Song et al. 2021, Gl. 6).</translation>
    </message>
    <message>
        <source>ddpm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DDPM&apos;s ancestral sampling (Ho et al. 2020, algorithm 2), for any process.</source>
        <translation>DDPMs Ziehen Schritt für Schritt (Ho et al. 2020, Algorithmus 2), für jeden Prozess.</translation>
    </message>
    <message>
        <source>Spacing</source>
        <translation>Abstände</translation>
    </message>
    <message>
        <source>one of time, karras, levels</source>
        <translation>eines von time, karras, levels</translation>
    </message>
    <message>
        <source>karras: σ_i = (σ_max^(1/ρ) + i/(N-1) (σ_min^(1/ρ) - σ_max^(1/ρ)))^ρ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variance</source>
        <translation>Varianz</translation>
    </message>
    <message>
        <source>one of small, large</source>
        <translation>eines von small, large</translation>
    </message>
    <message>
        <source>small</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>small: σ&apos;²(σ² - σ&apos;²)/σ²;   large: (σ² - σ&apos;²)(s/s&apos;)²</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model&apos;s</source>
        <translation>das des Modells</translation>
    </message>
    <message>
        <source>ddim</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Denoising diffusion implicit models (Song, Meng &amp; Ermon 2021, eq. 12), for any process.</source>
        <translation>Denoising Diffusion Implicit Models (Song, Meng &amp; Ermon 2021, Gl. 12), für jeden Prozess.</translation>
    </message>
    <message>
        <source>η</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>euler</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The probability-flow ODE by Euler&apos;s steps (Karras et al. 2022, table 1): first order.</source>
        <translation>Die ODE des Wahrscheinlichkeitsflusses mit Eulers Schritten (Karras et al. 2022, Tabelle 1): erster Ordnung.</translation>
    </message>
    <message>
        <source>one of karras, time, levels</source>
        <translation>eines von karras, time, levels</translation>
    </message>
    <message>
        <source>heun</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The probability-flow ODE by Heun&apos;s steps, with churn if wished (Karras et al. 2022, alg. 2): second order.</source>
        <translation>Die ODE des Wahrscheinlichkeitsflusses mit Heuns Schritten, auf Wunsch mit Aufrühren (Karras et al. 2022, Alg. 2): zweiter Ordnung.</translation>
    </message>
    <message>
        <source>Churn</source>
        <translation>Aufrühren</translation>
    </message>
    <message>
        <source>Churn from</source>
        <translation>Aufrühren ab</translation>
    </message>
    <message>
        <source>Churn to</source>
        <translation>Aufrühren bis</translation>
    </message>
    <message>
        <source>Churn noise</source>
        <translation>Rauschen beim Aufrühren</translation>
    </message>
    <message>
        <source>dpm-solver++</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DPM-Solver++ (2M): second order for one look a step (Lu et al. 2022b, algorithm 2).</source>
        <translation>DPM-Solver++ (2M): zweiter Ordnung für einen Blick je Schritt (Lu et al. 2022b, Algorithmus 2).</translation>
    </message>
    <message>
        <source>dormand-prince</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>Toleranz</translation>
    </message>
    <message>
        <source>Absolute</source>
        <translation>Absolut</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Bilder im Film</translation>
    </message>
    <message>
        <source>How an exported picture or film looks.</source>
        <translation>Wie ein exportiertes Bild oder ein Film aussieht.</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>All pictures in one PNG, one picture, one PNG for each, the denoising as a film, or the arrays.</source>
        <translation>Alle Bilder in einem PNG, ein Bild, ein PNG für jedes, das Entrauschen als Film, oder die Zahlenfelder.</translation>
    </message>
    <message>
        <source>one of grid, picture, pictures, gif, apng, webp, mp4, npz</source>
        <translation>eines von grid, picture, pictures, gif, apng, webp, mp4, npz</translation>
    </message>
    <message>
        <source>grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gif</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>apng</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>webp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mp4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>npz</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Which one, counted from 0.</source>
        <translation>Welches, ab 0 gezählt.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>The picture as it stands; the model&apos;s estimate of where it goes; both beside each other; the length of the score at each pixel; or how x has changed since the step before, where grey is no change.</source>
        <translation>Das Bild, wie es steht; die Schätzung des Modells, wohin es geht; beide nebeneinander; die Länge des Scores an jedem Pixel; oder wie x sich seit dem vorigen Schritt geändert hat, wobei grau keine Änderung ist.</translation>
    </message>
    <message>
        <source>one of x, denoised, both, score, change</source>
        <translation>eines von x, denoised, both, score, change</translation>
    </message>
    <message>
        <source>x</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>score: σ|s|, black 0, white 2</source>
        <translation>Score: σ|s|, schwarz 0, weiß 2</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Which values are black and white: those of the pixel range; each step&apos;s smallest and largest; or its percentiles 1 and 99, so that a few wild pixels do not count.</source>
        <translation>Welche Werte schwarz und weiß sind: die des Pixelbereichs; kleinster und größter jedes Schritts; oder seine Perzentile 1 und 99, damit ein paar wilde Pixel nicht zählen.</translation>
    </message>
    <message>
        <source>one of fixed, step, clipped</source>
        <translation>eines von fixed, step, clipped</translation>
    </message>
    <message>
        <source>fixed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>clipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enlarge</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Whole factor, nearest neighbour: pixels stay squares.</source>
        <translation>Ganzer Faktor, nächster Nachbar: Pixel bleiben Quadrate.</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>Lücke</translation>
    </message>
    <message>
        <source>Dark pixels between pictures, before enlarging.</source>
        <translation>Dunkle Pixel zwischen Bildern, vor dem Vergrößern.</translation>
    </message>
    <message>
        <source>First step</source>
        <translation>Erster Schritt</translation>
    </message>
    <message>
        <source>Where a film begins; 0 is the noise.</source>
        <translation>Wo ein Film beginnt; 0 ist das Rauschen.</translation>
    </message>
    <message>
        <source>Where a film ends, and the step that a picture shows.</source>
        <translation>Wo ein Film endet, und der Schritt, den ein Bild zeigt.</translation>
    </message>
    <message>
        <source>the result</source>
        <translation>das Ergebnis</translation>
    </message>
    <message>
        <source>Most frames of a film, spread evenly over the steps.</source>
        <translation>Meiste Bilder eines Films, gleichmäßig über die Schritte verteilt.</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Frames a second.</source>
        <translation>Bilder in der Sekunde.</translation>
    </message>
    <message>
        <source>/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Halten</translation>
    </message>
    <message>
        <source>How long the last frame stays.</source>
        <translation>Wie lange das letzte Bild bleibt.</translation>
    </message>
    <message>
        <source>s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Model, settings and seed are written into the file and beside it; without, it can&apos;t be made again, and tells nothing of you.</source>
        <translation>Modell, Einstellungen und Startzahl werden in die Datei und daneben geschrieben; ohne kann sie nicht noch einmal gemacht werden, und sagt nichts von dir.</translation>
    </message>
    <message>
        <source>{folder}: give the whole path, from the root of the disk on.</source>
        <translation>{folder}: Gib den ganzen Pfad an, von der Wurzel der Platte an.</translation>
    </message>
    <message>
        <source>{folder}: is a file, not a folder; choose another.</source>
        <translation>{folder}: ist eine Datei, kein Ordner; wähle einen anderen.</translation>
    </message>
    <message>
        <source>{folder}: runs can&apos;t be kept there: {why}</source>
        <translation>{folder}: Dort können keine Läufe liegen: {why}</translation>
    </message>
    <message>
        <source>Train first. Every {every} steps a checkpoint is kept, and what the model draws at each can be compared here. Raise training.keep_checkpoints (now {kept}) to keep more of them.</source>
        <translation>Trainiere zuerst. Alle {every} Schritte wird ein Checkpoint behalten, und was das Modell bei jedem zieht, kann hier verglichen werden. Erhöhe training.keep_checkpoints (jetzt {kept}), um mehr davon zu behalten.</translation>
    </message>
    <message>
        <source>This checkpoint can&apos;t be read; its file is torn or damaged.</source>
        <translation>Dieser Checkpoint kann nicht gelesen werden; seine Datei ist abgerissen oder beschädigt.</translation>
    </message>
    <message>
        <source>Drawing… {share:.0%}</source>
        <translation>Zieht… {share:.0%}</translation>
    </message>
    <message>
        <source>Not drawn yet.</source>
        <translation>Noch nicht gezogen.</translation>
    </message>
    <message>
        <source>Drawing {number} of {all}</source>
        <translation>Zieht {number} von {all}</translation>
    </message>
    <message>
        <source>{done} of {all} checkpoints drawn</source>
        <translation>{done} von {all} Checkpoints gezogen</translation>
    </message>
    <message>
        <source>Save checkpoint</source>
        <translation>Checkpoint speichern</translation>
    </message>
    <message>
        <source>A name for this moment of the training. The checkpoint is kept until you delete its file.</source>
        <translation>Ein Name für diesen Augenblick des Trainings. Der Checkpoint bleibt, bis du seine Datei löschst.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>The training had ended; its newest checkpoint is kept as “{name}”: {file}</source>
        <translation>Das Training war zu Ende; sein neuester Checkpoint bleibt als „{name}“: {file}</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>Zurückgehen</translation>
    </message>
    <message>
        <source>Roll {run} back to step {step}{named}?</source>
        <translation>{run} auf Schritt {step}{named} zurücksetzen?</translation>
    </message>
    <message>
        <source>What came after it is set aside in the run&apos;s folder, under set-aside: {count} later checkpoints, and the curves, previews and settings up to now. Nothing is deleted. The training then goes on from there, with the settings of that moment.</source>
        <translation>Was danach kam, wird im Ordner des Laufs unter set-aside beiseitegelegt: {count} spätere Checkpoints, und die Kurven, Vorschauen und Einstellungen bis jetzt. Nichts wird gelöscht. Das Training geht dann von dort weiter, mit den Einstellungen jenes Augenblicks.</translation>
    </message>
    <message>
        <source>What you changed under Settings since is lost: {names}.</source>
        <translation>Was du unter Einstellungen seither geändert hast, geht verloren: {names}.</translation>
    </message>
    <message>
        <source>{run} stands at step {step} again; Resume goes on from there.</source>
        <translation>{run} steht wieder bei Schritt {step}; Fortsetzen geht von dort weiter.</translation>
    </message>
    <message>
        <source>The training ended before it could be saved.</source>
        <translation>Das Training endete, bevor es gespeichert werden konnte.</translation>
    </message>
    <message>
        <source>Drag to move, wheel to zoom, double click to see all</source>
        <translation>Ziehen verschiebt, das Rad vergrößert, Doppelklick zeigt alles</translation>
    </message>
    <message>
        <source>Loss ÷ (D/2): 1 means “knows nothing”</source>
        <translation>Verlust ÷ (D/2): 1 heißt „weiß nichts“</translation>
    </message>
    <message>
        <source>each step</source>
        <translation>jeder Schritt</translation>
    </message>
    <message>
        <source>smoothed</source>
        <translation>geglättet</translation>
    </message>
    <message>
        <source>held-out</source>
        <translation>zurückgehalten</translation>
    </message>
    <message>
        <source>best possible: {loss:.3f}</source>
        <translation>bestmöglich: {loss:.3f}</translation>
    </message>
    <message>
        <source>Loss by noise level: 1 (dashed) “knows nothing”</source>
        <translation>Verlust nach Rauschstufe: 1 (gestrichelt) „weiß nichts“</translation>
    </message>
    <message>
        <source>best possible</source>
        <translation>bestmöglich</translation>
    </message>
    <message>
        <source>level (1 = largest σ)</source>
        <translation>Stufe (1 = größtes σ)</translation>
    </message>
    <message>
        <source>A click moves the film to that step</source>
        <translation>Ein Klick bewegt den Film zu diesem Schritt</translation>
    </message>
    <message>
        <source>Loss ÷ (D/2) by colour: 1 means “knows nothing”. Wheel to zoom, double click to see all</source>
        <translation>Verlust ÷ (D/2) als Farbe: 1 heißt „weiß nichts“. Das Rad vergrößert, Doppelklick zeigt alles</translation>
    </message>
    <message>
        <source>No loss by level is recorded yet.</source>
        <translation>Noch ist kein Verlust nach Stufe aufgezeichnet.</translation>
    </message>
    <message>
        <source>Plain weights with a model card</source>
        <translation>Reine Gewichte mit Modellkarte</translation>
    </message>
    <message>
        <source>A folder for diffusers</source>
        <translation>Ein Ordner für diffusers</translation>
    </message>
    <message>
        <source>A run without what only its training needs</source>
        <translation>Ein Lauf ohne das, was nur sein Training braucht</translation>
    </message>
    <message>
        <source>reading the data</source>
        <translation>Daten werden gelesen</translation>
    </message>
    <message>
        <source>{count} evaluations a picture: 64 take about {seconds:.1f} s here with this network.</source>
        <translation>{count} Auswertungen je Bild: 64 dauern hier mit diesem Netz etwa {seconds:.1f} s.</translation>
    </message>
    <message>
        <source>{count} evaluations a picture.</source>
        <translation>{count} Auswertungen je Bild.</translation>
    </message>
    <message>
        <source>writing {folder}</source>
        <translation>{folder} wird geschrieben</translation>
    </message>
    <message>
        <source>{count} evaluations a point.</source>
        <translation>{count} Auswertungen je Punkt.</translation>
    </message>
    <message>
        <source>As many evaluations a picture as it takes.</source>
        <translation>So viele Auswertungen je Bild, wie es braucht.</translation>
    </message>
    <message>
        <source>As many evaluations a point as it takes.</source>
        <translation>So viele Auswertungen je Punkt, wie es braucht.</translation>
    </message>
    <message>
        <source>Stable for 0 &lt; ε &lt; {most:.3g}; ε is {epsilon:.3g}.</source>
        <translation>Stabil für 0 &lt; ε &lt; {most:.3g}; ε ist {epsilon:.3g}.</translation>
    </message>
    <message>
        <source>{count} levels, σ {first:.4g} to {last:.3g};</source>
        <translation>{count} Stufen, σ {first:.4g} bis {last:.3g};</translation>
    </message>
    <message>
        <source>ε is {epsilon:.3g}.</source>
        <translation>ε ist {epsilon:.3g}.</translation>
    </message>
    <message>
        <source>Stable for 0 &lt; ε &lt; 2σ_L² = {most:.3g}.</source>
        <translation>Stabil für 0 &lt; ε &lt; 2σ_L² = {most:.3g}.</translation>
    </message>
    <message>
        <source>Noise left after a level: {left:.2f} times its own variance.</source>
        <translation>Rest nach einer Stufe: {left:.2f}-mal ihre eigene Varianz.</translation>
    </message>
    <message>
        <source>A branch from σ {sigma:.3g}: {evaluations} of {all} evaluations a picture; levels above it are gone.</source>
        <translation>Ein Zweig ab σ {sigma:.3g}: {evaluations} von {all} Auswertungen je Bild; die Stufen darüber sind weg.</translation>
    </message>
    <message>
        <source>A branch from σ {sigma:.3g}: {evaluations} of {all} evaluations a point; levels above it are gone.</source>
        <translation>Ein Zweig ab σ {sigma:.3g}: {evaluations} von {all} Auswertungen je Punkt; die Stufen darüber sind weg.</translation>
    </message>
    <message>
        <source>By {opened} of {count} pictures; training looks at all.</source>
        <translation>Nach {opened} von {count} Bildern; das Training sieht alle an.</translation>
    </message>
    <message>
        <source>σ₁, L and the ratio are taken from the data, once it is downloaded.</source>
        <translation>σ₁, L und das Verhältnis werden aus den Daten genommen, sobald sie heruntergeladen sind.</translation>
    </message>
    <message>
        <source>From the data: σ₁ {first:.4g}, L {count}, ratio γ {ratio:.4g}.</source>
        <translation>Aus den Daten: σ₁ {first:.4g}, L {count}, Verhältnis γ {ratio:.4g}.</translation>
    </message>
    <message>
        <source>a number is needed here.</source>
        <translation>hier wird eine Zahl gebraucht.</translation>
    </message>
    <message>
        <source>“{text}” is not a number; write it like 0.02, 0,02 or 2e-2.</source>
        <translation>„{text}“ ist keine Zahl; schreibe sie wie 0.02, 0,02 oder 2e-2.</translation>
    </message>
    <message>
        <source>“{text}” is beyond the numbers that there are here.</source>
        <translation>„{text}“ liegt jenseits der Zahlen, die es hier gibt.</translation>
    </message>
    <message>
        <source>must be a whole number without comma or point, not {text}.</source>
        <translation>muss eine ganze Zahl ohne Komma oder Punkt sein, nicht {text}.</translation>
    </message>
    <message>
        <source>must be from {least} to {most}.</source>
        <translation>muss zwischen {least} und {most} liegen.</translation>
    </message>
    <message>
        <source>must be {least} or more.</source>
        <translation>muss mindestens {least} sein.</translation>
    </message>
    <message>
        <source>{count} of {all} values are at or below 0, not on a logarithmic axis; Linear shows them</source>
        <translation>{count} von {all} Werten sind 0 oder kleiner und stehen auf keiner logarithmischen Achse; „Linear“ zeigt sie</translation>
    </message>
    <message>
        <source>Command line</source>
        <translation>Befehlszeile</translation>
    </message>
    <message>
        <source>Fold {panel} to a slim rail</source>
        <translation>{panel} zu einer schmalen Leiste falten</translation>
    </message>
    <message>
        <source>Unfold {panel}</source>
        <translation>{panel} entfalten</translation>
    </message>
    <message>
        <source>Under guidance nobody knows where the levels settle.</source>
        <translation>Mit Führung weiß niemand, wo die Stufen einschwingen.</translation>
    </message>
    <message>
        <source>There is no held-out data to tell where the levels settle.</source>
        <translation>Es gibt keine zurückgehaltenen Daten, die sagen, wo die Stufen einschwingen.</translation>
    </message>
    <message>
        <source>The data is not of the model&apos;s shape, so nobody knows where its levels settle.</source>
        <translation>Die Daten haben nicht die Form des Modells, also weiß niemand, wo seine Stufen einschwingen.</translation>
    </message>
    <message>
        <source>Whether the training diverges</source>
        <translation>Ob das Training divergiert</translation>
    </message>
    <message>
        <source>The last losses, or the last held-out one, are over 2, and over twice the least so far</source>
        <translation>Die letzten Verluste, oder der letzte zurückgehaltene, sind über 2, und mehr als das Doppelte des bisher kleinsten</translation>
    </message>
    <message>
        <source> (at most {rate:g} so far)</source>
        <translation> (bisher höchstens {rate:g})</translation>
    </message>
    <message>
        <source>It diverges: the loss is {loss:.3g}, and 1 means “knows nothing”. Lower the learning rate{rate} or set Clip gradient, and go back to a checkpoint from before, or begin anew.</source>
        <translation>Es divergiert: Der Verlust ist {loss:.3g}, und 1 heißt „weiß nichts“. Senke die Lernrate{rate} oder setze „Gradient kürzen“, und gehe zu einem Checkpoint von davor zurück, oder beginne neu.</translation>
    </message>
    <message>
        <source>Nothing found: “{words}” is nowhere. Leave it out, or try another word.</source>
        <translation>Nichts gefunden: „{words}“ steht nirgends. Lass es weg, oder versuche ein anderes Wort.</translation>
    </message>
    <message>
        <source>Nothing found that holds all these words. Leave one out.</source>
        <translation>Nichts gefunden, das alle diese Wörter enthält. Lass eines weg.</translation>
    </message>
    <message>
        <source>this film was drawn on a ladder of its own; export it, and copy its recipe&apos;s command.</source>
        <translation>dieser Film wurde auf einer eigenen Leiter gezogen; exportiere ihn, und kopiere den Befehl aus seinem Rezept.</translation>
    </message>
    <message>
        <source>the model of this film is not here any more; sample anew, then copy.</source>
        <translation>das Modell dieses Films ist nicht mehr da; ziehe neu, dann kopiere.</translation>
    </message>
    <message>
        <source>Presentation</source>
        <translation>Vorführung</translation>
    </message>
    <message>
        <source>The film, full screen; Esc ends it</source>
        <translation>Der Film auf dem ganzen Bildschirm; Esc beendet sie</translation>
    </message>
    <message>
        <source>step {step} / {total}   level {level}   σ {sigma}</source>
        <translation>Schritt {step} / {total}   Stufe {level}   σ {sigma}</translation>
    </message>
</context>
</TS>
