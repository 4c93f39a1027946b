//! Who watches the made-up stream, and what they write. All of it is invented.

/// Names and lines of one language, separated by bars. Names that Twitch would not take stay off it.
pub(super) const TONGUES: [(&str, &str); 9] = [
    (
        "pixelotter|quiet_harbor|CaptainTeapot|moss_and_fern|xX_7orben_Xx|duskrunner_|BiscuitGhost|\
         tinylanterns|old_map_collector|sam.draws.birds|notaduck42|RainOnTin|velvet_comet|garden_gnome_9|\
         kite_over_kelp|the_longest_possible_username_2026|MarbleFox|sleepy_static|plum_and_thunder|\
         JuniperBolt|waffle.engine|low_tide_lou|orbit_ok|papercrane77|honest_pancake|nine_lives_nell|\
         brasskettle|sunday_soup",
        "that was so close|no way you survived that|the music in this area is lovely|clutch!!|first time \
         here, hi everyone|how long have you been playing this?|the bridge, take the bridge|she did it \
         again|I cannot watch this boss|left side, there is a chest|good evening from a very rainy town|\
         this jump scares me every time|my cat is watching with me|okay that was clean|one more try, you \
         have got this|what is that hat, I love it|best part of my week|tea is ready, I am settled in|did \
         you sleep well after yesterday's run?|you can parry that one|wait, was that a shortcut?|the frog \
         helped you, remember the frog|good game everyone|lurking while I cook, smells great|that door was \
         open the whole time|slow is smooth, smooth is fast|welcome raiders!|I just got here, what did I \
         miss?|half a heart left, breathe|your aim today is something else|ok that made me laugh out loud|\
         can we pet the dog in this one?|what a save|the lighthouse, go back to the lighthouse|this is the \
         cosiest stream|thank you for reading every name|new personal best?|it is three in the morning \
         here and I regret nothing",
    ),
    (
        "mirabel_k|Dieter Großmann-Öztürk von der Waldschmiede zu Hohenlohe|sanna 🐸|quietschente_uwe|Käthe \
         Blümchen|nordlicht_jo|brezelritter|frau_fuchs|tobi.turmfalke|lenas_lampe|moorhuhn_mia|\
         kuchenkapitaen|Jürgen Süßmilch|wolkenpost|herr_kiesel|zuckerruebe3|pia_im_regen|der_leise_lars|\
         funkelstein_|alma.ahorn|rostlaube88|Grüße aus Öhringen",
        "das war so knapp 😂|nochmal nochmal nochmal|guten Abend aus Bremen|links oben ist noch eine Truhe|\
         wie machst du das nur|ich krieg hier Schnappatmung|Luna heute in Bestform|die Musik ist so schön|\
         endlich Feierabend, endlich Stream|nimm die Brücke!|oh nein, nicht der schon wieder|sauber \
         gespielt|meine Oma schaut auch mit, sie grüßt alle|hab den Anfang verpasst, welcher Boss ist das?|\
         ganz ruhig, du schaffst das|der Frosch, der Frosch!|so gemütlich hier|willkommen an alle Neuen|\
         das gibt's doch nicht|der Hut steht dir|jetzt nur nicht fallen|halbes Herz, mir ist schlecht|was \
         für ein Sprung|gleich schläft mein Kind und ich schaue laut weiter",
    ),
    (
        "Étienne Lachaussée|petite_brume|océane.lune|le_chat_perche|Maëlle Trévoux|vent_de_mars|pommeau|\
         citron_sale|tour_de_sel|Noé Framboisier",
        "bravo, vraiment bravo à toute l'équipe, quelle partie|c'était chaud !|bonsoir de Lyon|encore une \
         fois, allez|j'adore cette musique|à gauche, il y a un coffre|quel saut magnifique|mon cœur ne \
         tient plus|bienvenue aux nouveaux|trop mignon ce chapeau|tu gères, Luna|je reviens avec un thé",
    ),
    (
        "luz_de_faro|Íñigo Peñalara|marea_alta|naranja_azul|Begoña del Río|pan_con_tomate|grillo_feliz|\
         valle_verde7",
        "¡qué cerca!|buenas noches desde Sevilla|otra vez, tú puedes|no me lo creo|me encanta esta parte|a \
         la izquierda hay un cofre|¡vamos Luna!|qué salto más bonito|saludos a todos|se me va a salir el \
         corazón|hoy estás imparable|bienvenidos los nuevos",
    ),
    (
        "çay_saati|Gülşen Işıldak|mavi_martı|yıldız.tozu|Ömer Dağdelen|sessizliman",
        "çok yakındı be|helal olsun Luna|İzmir'den selamlar|bu müzik çok güzel|bir daha dene, yaparsın|\
         sandık solda kaldı|nefesimi tuttum|hoş geldiniz arkadaşlar",
    ),
    (
        "Аня Ветрова|тихий_лис|Мира Облачная|снегирь_77|Пётр Ёлкин",
        "как красиво|это было так близко|привет из Казани|ещё разок, всё получится|музыка чудесная|слева \
         сундук!|вот это прыжок|всем доброго вечера",
    ),
    (
        "🌊 نور الهدى|سلمى القمر|طارق النجوم|ليان 🌙",
        "كانت قريبة جدا|مساء الخير للجميع|أحسنت يا لونا|هذه الموسيقى رائعة|حاولي مرة أخرى",
    ),
    (
        "דני כהן-אור|נועה מהגליל|ענן_קטן",
        "איזה משחק מטורף 🎮|ערב טוב מחיפה|זה היה קרוב|כל הכבוד לונה",
    ),
    (
        "ゆきうさぎ|夜更かしの猫|みなと🍊|Kaze_no_Michi",
        "惜しい！|こんばんは〜|その帽子かわいい|音楽がいいね|がんばれルナ！|今の避けたのすごい",
    ),
];
/// What anybody writes.
pub(super) const ANYBODY: &str = "😂😂😂|❤️|👏👏👏|GG|🔥🔥|🐸|😱|lol|!!!|wow|🙌🏽|👀|hahaha|❤️❤️❤️";
