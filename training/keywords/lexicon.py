"""What the made voices say: the thirty words, other words (many that sound near them), and sentences without them."""

from __future__ import annotations

from chalicelib.domain.keyword import WORDS

NEVER_RECORDED = ("dog", "house", "marvin", "sheila", "tree", "wow")
"""Words of which the data has no real recording."""
BARELY_RECORDED = ("six", "seven", "nine")
"""Words of which it has recordings of six speakers."""

_NEAR = """
bad bet bread head red dead said beg bent burn word heard third birth born cut cap hat can kit caught dock dug dawn
talk log fog god doll dark town done gown brown noun ape eat it age ache wait hate late fine fire file hive dive fight
fall far foot fur door more floor fork goat gold ghost glow low toe going happen apple hobby puppy halfway horse how
mouse out hose howl lift less let laughed lost martin morning marble melvin carving starving night mine line none wine
nice sign nose not now note new known soft cough often awful office own in an arm all under when run wand want win
wonder light ride rate bright white ripe heaven several sudden second eleven shield she dealer sheep tequila shelter
sick sit fix sing kicks mix step top shop stock drop start free thread threw teeth tea treat tray true trip street
cheese do tooth you through shoe tool chew cup app us but puff why while wild loud well guess yet yeah chess yesterday
hero zebra zoo arrow narrow
"""
_OTHER = """
backward forward follow learn visual play pause hello thanks please computer music water people next back open close
read page table window monday today tomorrow friend mother father school garden paper button volume louder quiet begin
finish answer question yellow green blue orange purple banana bread butter coffee kitchen bathroom money number letter
picture camera hundred thousand ten twelve twenty ready maybe never always again before after little big small long
short fast slow hot cold warm winter summer spring river mountain ocean island city village car bus train bicycle
airplane alexa google jarvis robot machine engine battery signal message telephone doctor hospital book story pencil
chair sofa pillow blanket mirror carpet ceiling lamp candle matches clock minute hour week month year
"""

_SENTENCES = """
The weather has been very pleasant this week.
Please put the kettle in the kitchen when you come back.
She sells seashells by the shore every summer.
My brother is reading a long book about ancient history.
The train to the city was late again this morning.
Can you help me find the keys to the garage?
We should buy some milk and a few apples after work.
The children are playing football in the park.
I would like a cup of coffee with a little sugar.
They built a bridge across the river many years ago.
He said that the meeting was moved to the afternoon.
There is a strange noise coming from the engine.
Her favourite colour is a deep shade of purple.
The museum opens early and closes late in the evening.
Nobody knew where the old map had been hidden.
Let me think about it and call you back tomorrow.
The doctor asked him to take a deep breath.
Every student must bring a pencil and some paper.
A large ship sailed slowly into the harbour.
The quick brown fox jumps over the lazy badger.
It is going to rain, so take an umbrella with you.
Our teacher told a funny story about her holiday.
The bread in this bakery is always fresh and warm.
I cannot remember the name of that restaurant.
The farmer keeps sheep, goats and a lot of chickens.
Please speak a little louder, I can hardly hear you.
This machine makes paper out of recycled material.
The market sells fruit, vegetables and fresh fish.
We watched a long film about the ocean.
My grandmother knits warm sweaters in the winter.
The computer needs a new battery and more memory.
Turn the volume lower when the baby is sleeping.
They are planning a trip to the mountains in autumn.
The garden is full of yellow and orange flowers.
He plays the guitar and sings in a small band.
The letter arrived without a stamp or an address.
Could you repeat the last part of the question?
A gentle wind moved the leaves along the street.
The police asked several people what they had seen.
Science is the art of asking better questions.
"""
SENTENCES = tuple(_SENTENCES.strip().splitlines())

SOUNDS_LIKE_A_WORD = {
    *WORDS,
    *("to", "too", "for", "fore", "ate", "won", "write", "know", "bread's", "nein", "of", "buy", "bye"),
}
UNKNOWN_WORDS = tuple(sorted({*_NEAR.split(), *_OTHER.split()} - SOUNDS_LIKE_A_WORD))

_TRIAL_WORDS = """
cabbage dragon elephant flower guitar hammer insect jacket kingdom ladder magnet napkin octopus pepper quarter rabbit
saddle ticket uncle valley wagon yogurt zipper anchor basket castle diamond empty feather gravity honey jungle kettle
lemon mouth needle oven planet queen rocket silver tunnel useful violin whisper box deep earth film grass hill ink joke
knee leaf moon nest oak pink quick ring sand tail urge vest west yard zone boat cook dance edge fact gate hope inch jump
key lake
"""
_TRIAL_SENTENCES = """
The keeper of the lighthouse climbed the stairs each evening.
The carpenter measured the plank and cut it with a saw.
We spent a whole week hiking along the coast.
Someone parked a bicycle in front of the library.
The recipe needs flour, butter and a pinch of salt.
An owl was sitting in the branches near the lake.
My cousin works in a factory that makes glass bottles.
The audience clapped when the curtain finally opened.
Please hand me the blue folder from the lower shelf.
The river was frozen, and the ducks walked across it.
Her speech was short, clear and rather amusing.
The plumber fixed the pipe in less than an hour.
"""
TRIAL_WORDS = tuple(_TRIAL_WORDS.split())
"""Other words that the held-out voices say; training has none of them."""
TRIAL_SENTENCES = tuple(_TRIAL_SENTENCES.strip().splitlines())
"""Sentences that they read; training has none of them either."""
