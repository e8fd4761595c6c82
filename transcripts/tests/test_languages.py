"""Languages are told by a few sentences of ordinary talk."""

import pytest

from transcripts.reading.languages import language_of

TALK = {
    "en": (
        "So we sat in the kitchen and talked about the tin. It was not what they had told us, but we have"
        " to say that the tin is for everybody, and you could see that this was the idea."
    ),
    "de": (
        "Wir saßen also in der Küche und haben über das Zinn geredet. Das ist nicht das, was sie uns "
        "gesagt haben, aber es ist eine gute Idee, und ich finde, dass wir das auch machen sollten."
    ),
    "fr": (
        "Nous étions dans la cuisine et nous avons parlé de l'étain. Ce n'est pas ce que les autres nous "
        "ont dit, mais c'est une bonne idée pour vous et pour les gens qui sont sur la place."
    ),
    "es": (
        "Estábamos en la cocina y hablamos del estaño. No es lo que nos dijeron, pero es una buena idea "
        "para los que viven en el pueblo, y por eso está muy bien que lo hagamos con más tiempo."
    ),
    "it": (
        "Eravamo in cucina e abbiamo parlato dello stagno. Non è quello che ci hanno detto, ma è una "
        "buona idea per la gente che vive nel paese, e anche questo non è poco, come si vede."
    ),
    "pt": (
        "A gente estava na cozinha e falou do estanho. Não é o que eles nos disseram, mas é uma boa ideia"
        " para os que moram em uma cidade como essa, e isso foi muito bom para você também."
    ),
    "nl": (
        "We zaten in de keuken en hebben het over het tin gehad. Dat is niet wat ze ons hebben gezegd, "
        "maar het is een goed idee voor de mensen in het dorp, en ik denk dat we dat ook moeten doen."
    ),
    "sv": (
        "Vi satt i köket och pratade om tennet. Det är inte det som de har sagt till oss, men det är en "
        "bra idé för dem som bor på landet, och jag tycker att vi har mycket att lära av det."
    ),
    "da": (
        "Vi sad i køkkenet og talte om tinnet. Det er ikke det, som de har sagt til os, men det er en god"
        " idé for dem, der bor på landet, og jeg synes, at vi har meget at lære af det."
    ),
    "no": (
        "Vi satt på kjøkkenet og snakket om tinnet. Det er ikke det som de har sagt til oss, men det er "
        "en god idé for dem som bor på landet, og jeg synes at vi har mye å lære av det."
    ),
    "pl": (
        "Siedzieliśmy w kuchni i rozmawialiśmy o cynie. To nie jest to, co nam powiedzieli, ale to jest "
        "dobry pomysł dla ludzi, którzy tu mieszkają, i myślę, że się nam uda, bo już tak było."
    ),
    "cs": (
        "Seděli jsme v kuchyni a mluvili jsme o cínu. To není to, co nám řekli, ale je to dobrý nápad pro"
        " lidi, kteří tu bydlí, a myslím, že se nám to podaří, když to tak už bylo."
    ),
    "ru": (
        "Мы сидели на кухне и говорили об олове. Это не то, что нам сказали, но это хорошая идея для "
        "людей, которые здесь живут, и я думаю, что у нас всё получится, если мы не будем спешить."
    ),
    "uk": (
        "Ми сиділи на кухні і говорили про олово. Це не те, що нам сказали, але це добра ідея для людей, "
        "які тут живуть, і я думаю, що у нас все вийде, якщо ми не будемо поспішати."
    ),
    "ca": (
        "Érem a la cuina i vam parlar de l'estany. No és el que ens van dir, però és una bona idea per a "
        "la gent que viu al poble, i això també és molt important amb els altres, com hem vist."
    ),
    "gl": (
        "Estabamos na cociña e falamos do estaño. Isto non é o que nos dixeron, pero é unha boa idea para"
        " a xente que vive na vila, e tamén hai máis que dicir, como foi o caso do ano pasado."
    ),
    "tr": (
        "Mutfakta oturduk ve kalay için konuştuk. Bu bize söylenen şey değil ama çok güzel bir fikir, ben"
        " de bunu daha önce duydum, yani burada yaşayan insanlar için bir şey var gibi."
    ),
    "fi": (
        "Istuimme keittiössä ja puhuimme tinasta. Se ei ole se, mitä meille sanottiin, mutta se on hyvä "
        "ajatus niille, jotka asuvat täällä, ja minä uskon, että tämä on nyt myös mahdollista."
    ),
    "ja": (
        "私たちは台所に座って、錫について話しました。それは言われたこととは違いますが、ここに住んでいる人"
        "々にとっては良い考えだと思います。"
    ),
    "zh": (
        "我们坐在厨房里谈论锡。这不是他们告诉我们的，但是对住在这里的人来说是一个好主意，我觉得我们也应该"
        "这样做，因为以前就是这样的。"
    ),
    "ko": (
        "우리는 부엌에 앉아서 주석에 대해 이야기했습니다. 그것은 우리가 들은 것과 다르지만 여"
        "기 사는 사람들에게는 좋은 생각이라고 생각합니다."
    ),
    "ar": (
        "جلسنا في المطبخ وتحدثنا عن القصدير. هذا ليس ما قالوه لنا ولكنها فكرة جيدة للناس الذين يعيشون هنا."
    ),
    "he": ("ישבנו במטבח ודיברנו על בדיל. זה לא מה שאמרו לנו אבל זה רעיון טוב לאנשים שגרים כאן."),
}


@pytest.mark.parametrize("language", TALK)
def test_ordinary_talk_tells_its_language(language: str) -> None:
    assert language_of(TALK[language]) == language


@pytest.mark.parametrize(
    "text", ["", "Tin. Tar.", "12 34 56", "Brr hmm pff " * 40, "Ada Byron Bob Cole " * 30]
)
def test_what_is_no_language_that_is_known_stays_without_one(text: str) -> None:
    assert language_of(text) is None


def test_words_of_two_languages_alike_tell_neither() -> None:
    assert language_of("og det er jeg ikke på som en til av og det er jeg ikke på som en til at") is None


def test_english_names_in_a_german_talk_do_not_make_it_english() -> None:
    talk = (
        "Ich war bei The Tin Company of America und das ist auch so, wie wir es mit dem Team von Tin machen."
    )
    assert language_of(talk) == "de"
