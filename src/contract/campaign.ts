/** The campaign values that an address can carry, by name: those of links that are marked, and of clicks on advertisements. */
export const CAMPAIGN = /^(utm_\w+|gclid|gbraid|wbraid|fbclid|msclkid|ttclid|li_fat_id)$/
