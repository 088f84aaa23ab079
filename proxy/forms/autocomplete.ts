/**
 * What a field is filled with by browsers and password managers (WCAG 1.3.5), where the form does not say it. Only where
 * type and label leave no doubt: a wrong token puts an answer into the wrong field, none at all costs some typing.
 */
import type { FieldType, Text } from '../../src/contract/form.ts'
import type { ShownField } from './published.ts'

type Labelled = Pick<ShownField, 'type' | 'label' | 'sensitive'>

/** Gives the token for each of a form's fields; undefined where there is no telling. */
export function usualAutocomplete(fields: readonly Labelled[]): (field: Labelled) => string | undefined {
  const isInParts = fields.some((field) => PARTS_OF_A_NAME.includes(tokenOf(field) ?? ''))
  return (field) => {
    const token = tokenOf(field)
    // Beside a surname the word for a name means the other half, or the surname itself.
    return token === 'name' && isInParts ? undefined : token
  }
}

function tokenOf({ type, label, sensitive }: Labelled): string | undefined {
  const labels = wordsOf(label)
  if (sensitive || labels.some((words) => DOUBTFUL.test(words))) return undefined
  const fits = (pattern: RegExp | undefined) => !pattern || labels.some((words) => pattern.test(words))
  return USUAL.find(([, types, pattern]) => types.includes(type) && fits(pattern))?.[0]
}

const PARTS_OF_A_NAME: readonly string[] = ['given-name', 'family-name']

/** A label of these words, perhaps with `your` before them, and nothing else. */
const only = (words: string): RegExp => new RegExp(`^(?:(?:your|seu|sua|tu|su|votre|ihre?|il tuo) )?(?:${words})$`)

const TEXT: readonly FieldType[] = ['text']

/** By token of the HTML standard, the types and the labels that it goes with: the first row that fits. */
const USUAL: readonly (readonly [token: string, types: readonly FieldType[], label?: RegExp])[] = [
  ['email', ['email']],
  ['tel', ['tel']],
  // Of all the addresses that people paste, their own site's.
  ['url', ['url'], /\b(web ?site|site|home ?page|url|sito|sitio|webseite|internetseite)\b|موقع/],
  [
    'name',
    TEXT,
    only('(full )?name|nome( completo)?|nombre( completo| y apellidos)?|nom complet|الاسم( الكامل)?|اسمك'),
  ],
  ['given-name', TEXT, only('(first|given) name|primeiro nome|prénom|vorname|nombre de pila')],
  ['family-name', TEXT, only('(last|family) name|surname|sobrenome|apellidos?|nom de famille|nachname|cognome')],
  ['organization', TEXT, only('company( name)?|organi[sz]ation|(nome da )?empresa|entreprise|société|azienda')],
  ['postal-code', TEXT, only('(zip|postal|post) ?code|zip|cep|código postal|code postal|plz|postleitzahl')],
  ['address-level2', TEXT, only('city|cidade|ciudad|ville|stadt|città|المدينة')],
  ['country-name', TEXT, only('country|país|pays|paese')],
]

/** Somebody or something else, by its word or by a genitive: `Friend’s phone`, `E-mail do sócio`, `Fax`. */
const DOUBTFUL = new RegExp(
  [
    /\b(friend|partner|spouse|wife|husband|child|parent|colleague|referr\w*|guest|emergency|manager|supervisor|fax)\b/,
    /\b(amig[oa]|indica\w*|cônjuge|espos[oa]|filh[oa]|hij[oa]|colega|s[oó]ci[oa]|convidad[oa]|invitad[oa]|emergência)\b/,
    /\b(respons[aá]vel|responsable|parrain\w*|conjoint\w*|collègue|freund\w*|kolleg\w*|\w*partner\w*|amic[oa]|coniuge)\b/,
    /صديق|زوج/,
    /(?<!what)['’]s\b|\b(of|do|dos|das|del|du|des|der|dello|della)\b|\bda (?!empresa$)|\bde (la|los|las|l['’])/,
  ]
    .map(({ source }) => source)
    .join('|'),
)

/** In each language, in lower case and without marks. */
function wordsOf(label: Text): readonly string[] {
  const texts = typeof label === 'string' ? [label] : Object.values(label)
  return texts.map((text) => text.normalize('NFC').toLowerCase().replace(/[*:?]/g, '').trim())
}
