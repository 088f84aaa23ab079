/** Vue 3: its compiler is told that the tag is an element; properties and events then go by their names. */
import 'gatehouse'
// With its compiler, since the template is a text; in `.vue` files plain `vue` does.
import { createApp } from 'vue/dist/vue.esm-bundler.js'

const { endpoint } = document.getElementById('app').dataset

const site = createApp({
  data: () => ({ view: 'inicio', reference: '', endpoint }),
  created() {
    this.start = { interesse: 'Outro' }
  },
  template: `
    <nav><a href="#inicio" @click="view = 'inicio'">Início</a> <a href="#contato" @click="view = 'contato'">Contato</a></nav>
    <template v-if="view === 'contato'">
      <h1>Contato</h1>
      <gatehouse-form
        form="contato"
        :endpoint="endpoint"
        :answers="start"
        @gatehouse-accepted="reference = $event.reference"
      ></gatehouse-form>
    </template>
    <h1 v-else>Início</h1>
    <p role="status">{{ reference && 'Recebido: ' + reference }}</p>
  `,
})
site.config.compilerOptions.isCustomElement = (tag) => tag === 'gatehouse-form'
site.mount('#app')
