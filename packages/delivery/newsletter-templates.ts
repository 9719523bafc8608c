// Generated from emails/ by scripts/compile-mails.ts: do not edit.

/** MJML of the newsletter around its blocks. */
export const newsletterTemplate = `<mjml lang="{{locale}}" dir="ltr">
{{>head}}
<mj-body width="600px" background-color="{{paper}}" css-class="ground">
<mj-raw>{{{notice}}}</mj-raw>
{{>masthead}}
{{{body}}}
{{>foot}}
<mj-raw>{{{trackingPixel}}}</mj-raw>
</mj-body>
</mjml>`

/** MJML of the parts a newsletter is made of. */
export const newsletterParts = {
  head: `<mj-head>
  <mj-title>{{subject}}</mj-title>
  <mj-preview>{{preheader}}{{{preheaderTail}}}</mj-preview>
  <mj-breakpoint width="520px" />
  <mj-raw>
    <meta name="color-scheme" content="light dark" />
    <meta name="supported-color-schemes" content="light dark" />
    <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no" />
    <meta name="x-apple-disable-message-reformatting" />
  </mj-raw>
  <mj-attributes>
    <mj-all font-family="Georgia, 'Times New Roman', serif" padding="0" color="{{ink}}" />
    <mj-section padding="0 32px" />
    <mj-text font-size="17px" line-height="27px" padding="0 0 20px" css-class="ink" />
    <mj-divider border-width="1px" border-color="{{rule}}" padding="0" css-class="rule" />
    <mj-class name="small" font-family="Helvetica, Arial, sans-serif" font-size="13px" line-height="20px" color="{{muted}}" />
    <mj-class name="caps" font-family="Helvetica, Arial, sans-serif" font-size="11px" line-height="16px" letter-spacing="1.6px" text-transform="uppercase" />
  </mj-attributes>
  <mj-style>
    :root { color-scheme: light dark; supported-color-schemes: light dark; }
    body { -webkit-font-smoothing: antialiased; font-variant-numeric: oldstyle-nums; }
    h1, h2, h3 { text-wrap: balance; }
    p, ul, ol { text-wrap: pretty; }
    a { text-underline-offset: 3px; }
    .link { text-decoration-color: {{accent}} !important; text-decoration-thickness: 1px; }
    u + .ground a { color: inherit; }
    #MessageViewBody a { color: inherit; }
    @media only screen and (max-width: 519px) {
      .sheet > table > tbody > tr > td { padding-left: 20px !important; padding-right: 20px !important; }
      .nameplate > div { font-size: 44px !important; line-height: 46px !important; }
      .title h1 { font-size: 29px !important; line-height: 33px !important; }
      .standfirst > div { font-size: 19px !important; line-height: 28px !important; }
      .epigraph { padding-left: 20px !important; }
      .card-cover { padding-bottom: 20px !important; }
      .cover { width: 150px !important; height: 200px !important; }
      .card-text { padding-left: 0 !important; }
      .go table { width: 100% !important; }
      .go a { display: block !important; }
    }
    @media (prefers-color-scheme: dark) {
      .ground, .ground > div { background-color: {{darkPaper}} !important; }
      .ink > div, .ink h1, .ink h2, .ink h3, .ink p, .ink td, .ink a, .ink li { color: {{darkInk}} !important; }
      .muted > div, .muted a, .muted td, .ink .muted-text { color: {{darkMuted}} !important; }
      .rule p { border-top-color: {{darkRule}} !important; }
      .bar p { border-top-color: {{darkInk}} !important; }
      .ruled { border-color: {{darkRule}} !important; }
      .link { text-decoration-color: {{darkAccent}} !important; }
      .go td { background-color: {{darkAccent}} !important; }
      .go a { background-color: {{darkAccent}} !important; color: {{darkPaper}} !important; }
    }
    [data-ogsb] .ground { background-color: {{darkPaper}} !important; }
    [data-ogsc] .ink > div, [data-ogsc] .ink h1, [data-ogsc] .ink h2, [data-ogsc] .ink h3, [data-ogsc] .ink p, [data-ogsc] .ink td, [data-ogsc] .ink a, [data-ogsc] .ink li { color: {{darkInk}} !important; }
    [data-ogsc] .muted > div, [data-ogsc] .muted a, [data-ogsc] .muted td, [data-ogsc] .ink .muted-text { color: {{darkMuted}} !important; }
    [data-ogsc] .rule p { border-top-color: {{darkRule}} !important; }
    [data-ogsc] .bar p { border-top-color: {{darkInk}} !important; }
    [data-ogsb] .go td, [data-ogsb] .go a { background-color: {{darkAccent}} !important; }
    [data-ogsc] .go a { color: {{darkPaper}} !important; }
  </mj-style>
</mj-head>`,
  masthead: `<mj-section css-class="sheet" padding="28px 32px 0">
  <mj-column>
    <mj-divider border-width="4px" border-color="{{ink}}" css-class="bar" padding="0 0 14px" />
    <mj-text css-class="ink nameplate" font-size="58px" line-height="58px" font-weight="700" letter-spacing="-2px" padding="0 0 14px">
      <a href="{{siteUrl}}" style="color:{{ink}};text-decoration:none;">{{name}}</a>
    </mj-text>
    <mj-divider />
    <mj-table css-class="muted" width="100%" padding="9px 0">
      <tr>
        <td style="font-family:Helvetica,Arial,sans-serif;font-size:11px;line-height:16px;letter-spacing:1.6px;text-transform:uppercase;color:{{muted}};">{{{stamp}}}</td>
        {{#online}}<td align="right" style="font-family:Helvetica,Arial,sans-serif;font-size:11px;line-height:16px;letter-spacing:1.6px;text-transform:uppercase;text-align:right;white-space:nowrap;padding-left:12px;vertical-align:top;"><a href="{{{archiveUrl}}}" style="color:{{muted}};text-decoration:underline;">{{online}}</a></td>{{/online}}
      </tr>
    </mj-table>
    <mj-divider padding="0 0 36px" />
  </mj-column>
</mj-section>`,
  foot: `<mj-section css-class="sheet" padding="20px 32px 44px">
  <mj-column>
    <mj-divider border-width="4px" border-color="{{ink}}" css-class="bar" padding="0 0 18px" />
    <mj-text css-class="muted" mj-class="small" padding="0 0 14px">{{{reason}}}{{{links}}}</mj-text>
    <mj-text css-class="muted" mj-class="small" font-size="12px" line-height="18px">{{{legal}}}</mj-text>
  </mj-column>
</mj-section>`,
  section: `<mj-section css-class="sheet">
  <mj-column>
{{{content}}}
  </mj-column>
</mj-section>`,
  kicker: `    <mj-text css-class="ink" mj-class="caps" font-weight="700" padding="0 0 12px">{{{text}}}</mj-text>`,
  title: `    <mj-text css-class="ink title" padding="0 0 22px">
      <h1 style="margin:0;color:{{ink}};font-family:Georgia,'Times New Roman',serif;font-size:38px;line-height:42px;font-weight:700;letter-spacing:-0.8px;">{{{text}}}</h1>
    </mj-text>`,
  standfirst: `    <mj-text css-class="ink standfirst" font-size="21px" line-height="31px" padding="0 0 30px">{{{html}}}</mj-text>`,
  epigraph: `    <mj-table css-class="ink" width="100%" padding="6px 0 34px">
      <tr>
        <td class="epigraph" style="padding:2px 0 2px 32px;text-align:left;">
          <blockquote style="margin:0;">
            <p style="margin:0;font-family:Georgia,'Times New Roman',serif;font-size:18px;line-height:29px;font-style:italic;color:{{ink}};">{{{quote}}}</p>
            {{#source}}<p class="muted-text" style="margin:12px 0 0;font-family:Helvetica,Arial,sans-serif;font-size:13px;line-height:20px;color:{{muted}};">{{{source}}}</p>{{/source}}
          </blockquote>
        </td>
      </tr>
    </mj-table>`,
  heading: `    <mj-text css-class="ink" padding="14px 0 12px">
      <h2 style="margin:0;color:{{ink}};font-family:Georgia,'Times New Roman',serif;font-size:24px;line-height:30px;font-weight:700;letter-spacing:-0.2px;">{{{text}}}</h2>
    </mj-text>`,
  paragraph: `    <mj-text css-class="ink">{{{html}}}</mj-text>`,
  list: `    <mj-text css-class="ink" padding="0 0 14px">
      <{{tag}} style="margin:0;padding:0 0 0 22px;">{{{items}}}</{{tag}}>
    </mj-text>`,
  companies: `    <mj-divider padding="8px 0 16px" />
    <mj-text css-class="muted" mj-class="caps" color="{{muted}}" padding="0 0 8px">{{{lead}}}</mj-text>
    <mj-text css-class="ink" font-size="19px" line-height="30px" padding="0 0 30px">{{{names}}}</mj-text>`,
  'dossier-card': `<mj-section css-class="sheet" padding="6px 32px 0">
  <mj-column>
    <mj-divider border-color="{{ink}}" css-class="bar" border-width="1px" />
  </mj-column>
</mj-section>
<mj-section css-class="sheet" padding="20px 32px 34px" text-align="left">
  <mj-column width="200px" css-class="card-cover" vertical-align="top">
    <mj-text css-class="muted" mj-class="small" padding="0"><a href="{{issueUrl}}" style="color:{{muted}};text-decoration:none;"><img class="cover" src="{{coverUrl}}" alt="{{coverAlt}}" width="198" height="264" style="display:block;width:198px;height:264px;border:1px solid {{rule}};font-family:Georgia,'Times New Roman',serif;font-size:15px;line-height:21px;font-style:italic;" /></a></mj-text>
  </mj-column>
  <mj-column width="336px" vertical-align="top">
    <mj-text css-class="muted card-text" mj-class="caps" color="{{muted}}" padding="0 0 10px 28px">{{{kicker}}}</mj-text>
    <mj-text css-class="ink card-text" padding="0 0 12px 28px">
      <h2 style="margin:0;color:{{ink}};font-family:Georgia,'Times New Roman',serif;font-size:26px;line-height:31px;font-weight:700;letter-spacing:-0.4px;">{{{title}}}</h2>
    </mj-text>
    {{#standfirst}}<mj-text css-class="ink card-text" font-size="16px" line-height="25px" padding="0 0 14px 28px">{{{standfirst}}}</mj-text>{{/standfirst}}
    {{#companies}}<mj-text css-class="muted card-text" mj-class="small" padding="0 0 14px 28px">{{{companies}}}</mj-text>{{/companies}}
    <mj-text css-class="ink card-text" font-size="16px" line-height="25px" padding="0 0 0 28px"><a class="link" href="{{issueUrl}}" style="color:{{ink}};text-decoration:underline;">{{linkLabel}}</a></mj-text>
  </mj-column>
</mj-section>`,
  'issue-card': `    <mj-table css-class="ink" width="100%" padding="8px 0 28px">
      <tr>
        <td class="ruled" width="96" valign="top" style="width:96px;vertical-align:top;padding:18px 0 0;border-top:1px solid {{rule}};"><a href="{{issueUrl}}" style="color:{{muted}};text-decoration:none;"><img src="{{coverUrl}}" alt="{{coverAlt}}" width="96" height="128" style="display:block;width:96px;height:128px;border:1px solid {{rule}};font-family:Georgia,'Times New Roman',serif;font-size:11px;line-height:15px;font-style:italic;" /></a></td>
        <td class="ruled" valign="top" style="vertical-align:top;padding:16px 0 0 20px;border-top:1px solid {{rule}};">
          <p class="muted-text" style="margin:0 0 6px;font-family:Helvetica,Arial,sans-serif;font-size:11px;line-height:16px;letter-spacing:1.6px;text-transform:uppercase;color:{{muted}};">{{{kicker}}}</p>
          <h3 style="margin:0 0 8px;color:{{ink}};font-family:Georgia,'Times New Roman',serif;font-size:20px;line-height:26px;font-weight:700;"><a href="{{issueUrl}}" style="color:{{ink}};text-decoration:none;">{{{title}}}</a></h3>
          {{#summary}}<p style="margin:0;font-family:Georgia,'Times New Roman',serif;font-size:15px;line-height:23px;color:{{ink}};">{{{summary}}}</p>{{/summary}}
        </td>
      </tr>
    </mj-table>`,
  image: `    <mj-text css-class="muted" padding="8px 0 28px" mj-class="small">
      {{#href}}<a href="{{href}}">{{/href}}<img src="{{src}}" alt="{{alt}}" width="{{width}}" height="{{height}}" style="display:block;width:100%;max-width:{{width}}px;height:auto;border:0;font-family:Georgia,'Times New Roman',serif;font-size:15px;font-style:italic;" />{{#href}}</a>{{/href}}
      {{#caption}}<div style="padding-top:8px;">{{{caption}}}</div>{{/caption}}
    </mj-text>`,
  button: `    <mj-button href="{{href}}" align="left" background-color="{{accent}}" color="{{paper}}" font-family="Helvetica, Arial, sans-serif" font-size="16px" line-height="20px" font-weight="700" border-radius="2px" inner-padding="15px 26px" padding="8px 0 30px" css-class="go">{{label}}</mj-button>`,
  divider: `    <mj-divider width="72px" align="left" border-color="{{muted}}" padding="12px 0 32px" />`,
  'calendar-link': `    <mj-divider padding="10px 0 18px" />
    <mj-text css-class="muted" mj-class="caps" color="{{muted}}" padding="0 0 8px">{{kicker}}</mj-text>
    <mj-text css-class="ink" padding="0 0 28px">{{{html}}}</mj-text>`,
  closing: `    <mj-text css-class="ink" font-style="italic" padding="6px 0 28px">{{{html}}}</mj-text>`,
} as const
