"""What the desk finds clients by, spelt in one way and kept beside them by the database itself.

The columns are no fields: nobody loads them, and no code that runs has to know of them. Each step can be
taken again, since none of them is undone when a later one fails.
"""

from typing import ClassVar

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

# The spelling of `core.texts.plain`, as it is today; a test compares the two. Plain ASCII, as nearly
# everything here is, takes a short way: the column is filled while the table is locked.
CAPITALS = (
    "ÆÐØÞĐĦŁŊŒŦƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƢƤƦƧƩƬƮƱƲƳƵƷƸƼǤǶǷȜȠȢȤȺȻȽȾɁɃɄɅɆ"
    "ɈɊɌɎͰͲͶͿΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩϏϘϚϜϞϠϢϤϦϨϪϬϮϷϺϽϾϿЂЄЅІЈЉЊЋЏА"
    "БВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲѴѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤ"
    "ҦҨҪҬҮҰҲҴҶҸҺҼҾӀӃӅӇӉӋӍӔӘӠӨӶӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮøłđħŧþı"
)
SMALL = (
    "æðotdhlŋœtɓƃƅɔƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵƣƥʀƨʃƭʈʊʋƴƶʒƹƽǥƕƿȝƞȣȥⱥȼƚⱦɂƀʉʌɇ"
    "ɉɋɍɏͱͳͷϳαβγδεζηθικλμνξοπρστυφχψωϗϙϛϝϟϡϣϥϧϩϫϭϯϸϻͻͼͽђєѕіјљњћџа"
    "бвгдежзиклмнопрстуфхцчшщъыьэюяѡѣѥѧѩѫѭѯѱѳѵѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥ"
    "ҧҩҫҭүұҳҵҷҹһҽҿӏӄӆӈӊӌӎӕәӡөӷӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯoldhtti"
)
SPELT = f"""
CREATE OR REPLACE FUNCTION clinic_spelt(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN octet_length(words) = length(words) THEN lower(words) ELSE lower(translate(
  replace(replace(replace(replace(replace(
    regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g'),
    'ß', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'),
  '{CAPITALS}', '{SMALL}')) END
$$
"""
# A space before each part: what follows one begins a word. Digits of the number behind a mark that
# no name can hold. The words of the name once more by themselves: for what is mistyped, where a
# provider of mail that all share would be like too many.
FIND = """
ALTER TABLE clinic_client ADD COLUMN IF NOT EXISTS find text GENERATED ALWAYS AS (
  ' ' || clinic_spelt(name) || ' ' || clinic_spelt(email) || ' ' || chr(1)
  || regexp_replace(phone, '[^0-9]', '', 'g')
) STORED,
ADD COLUMN IF NOT EXISTS find_name text GENERATED ALWAYS AS (
  ' ' || translate(clinic_spelt(name), '-', ' ') || ' '
) STORED
"""
UNFIND = """
ALTER TABLE clinic_client DROP COLUMN IF EXISTS find, DROP COLUMN IF EXISTS find_name
"""
# Its words, to be looked up by their beginnings: of 500 letters, since an index takes no word that
# is longer than 2,046 bytes.
WORDS = """
CREATE OR REPLACE FUNCTION clinic_words(find text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT array_to_tsvector(array_remove(string_to_array(left(find, 500), ' '), ''))
$$
"""
# Each look at an index reads the whole list of what is still to be put in: it is kept short (kB).
INDEXES = {
    "client_find": "USING gin (find gin_trgm_ops) WITH (gin_pending_list_limit = 256)",
    "client_find_name": "USING gin (find_name gin_trgm_ops) WITH (gin_pending_list_limit = 256)",
    "client_find_words": "USING gin (clinic_words(find)) WITH (gin_pending_list_limit = 256)",
    "client_find_order": "(left(find, 100), id) WHERE joined_into_id IS NULL",
}


class Migration(migrations.Migration):
    atomic = False  # an index beside running work

    dependencies: ClassVar = [("clinic", "0006_offers")]

    operations: ClassVar = [
        TrigramExtension(),
        migrations.RunSQL(SPELT, "DROP FUNCTION IF EXISTS clinic_spelt(text)"),
        migrations.RunSQL(FIND, UNFIND),
        migrations.RunSQL(WORDS, "DROP FUNCTION IF EXISTS clinic_words(text)"),
        *(
            migrations.RunSQL(
                f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON clinic_client {what}",
                f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
            )
            for name, what in INDEXES.items()
        ),
    ]
