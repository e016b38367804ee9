<?xml version="1.0" encoding="UTF-8"?>
<!-- What a browser shows of a feed, in RSS and in Atom. It uses the fields of the
     evidence namespace and not the HTML of the entries, which no browser but one
     would take from here. It is written once for every language of a feed. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:atom="http://www.w3.org/2005/Atom"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:fh="http://purl.org/syndication/history/1.0"
  xmlns:evidence="urn:uuid:3c2d5977-6b4e-429d-9b21-acdbc02cf329" exclude-result-prefixes="atom dc fh evidence">
  <xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>

  <xsl:template match="/rss">
    <xsl:apply-templates select="channel" mode="page">
      <xsl:with-param name="home" select="channel/link"/>
      <xsl:with-param name="about" select="channel/description"/>
      <xsl:with-param name="entries" select="channel/item"/>
    </xsl:apply-templates>
  </xsl:template>

  <xsl:template match="/atom:feed">
    <xsl:apply-templates select="." mode="page">
      <xsl:with-param name="home" select="atom:link[@rel='alternate' and @type='text/html']/@href"/>
      <xsl:with-param name="about" select="atom:subtitle"/>
      <xsl:with-param name="entries" select="atom:entry"/>
    </xsl:apply-templates>
  </xsl:template>

  <!-- The page of a feed: a channel of RSS or a feed of Atom. -->
  <xsl:template match="*" mode="page">
    <xsl:param name="home"/>
    <xsl:param name="about"/>
    <xsl:param name="entries"/>
    <xsl:variable name="name" select="title | atom:title"/>
    <xsl:variable name="secret" select="evidence:private = 'true'"/>
    <html lang="{{lang}}">
      <head>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="robots" content="noindex"/>
        <meta name="color-scheme" content="light dark"/>
        <title><xsl:value-of select="$name"/></title>
        <xsl:call-template name="style"/>
      </head>
      <body>
        <header>
          <p class="kind">{{t "A feed, made for feed readers"}}</p>
          <h1><a href="{$home}"><xsl:value-of select="$name"/></a></h1>
          <p><xsl:value-of select="$about"/></p>
        </header>
        <main>
          <xsl:if test="fh:archive">
            <p class="note">{{t "This is an archive of older entries."}}
              <xsl:if test="atom:link[@rel='current']"><a href="{atom:link[@rel='current']/@href}">{{t "See the newest"}}</a></xsl:if>
            </p>
          </xsl:if>
          <section class="subscribe" aria-labelledby="subscribe">
            <h2 id="subscribe">{{t "Subscribe"}}</h2>
            <ol>
              <li>{{t "Copy the address:"}} <code><xsl:choose>
                <xsl:when test="fh:archive and atom:link[@rel='current']"><xsl:value-of select="atom:link[@rel='current']/@href"/></xsl:when>
                <xsl:otherwise><xsl:value-of select="atom:link[@rel='self']/@href"/></xsl:otherwise>
              </xsl:choose></code></li>
              <li>{{t "In your feed reader, choose “Add feed” or “Subscribe” and paste it there."}}</li>
            </ol>
            <p>{{t "A feed reader shows what is new from many places in one list, without mails and without anybody counting what you read. There are feed readers as websites, as apps for phones and computers, and inside some mail programs and browsers."}}</p>
            <xsl:if test="$secret">
              <p class="secret"><strong>{{t "This address is secret."}}</strong> {{t "Whoever has it can read this feed, so do not pass it on. If it got out, have it replaced; the old one stops working at once."}}</p>
            </xsl:if>
            <xsl:variable name="others" select="atom:link[@rel='alternate' and @type != 'text/html']"/>
            <p class="formats">{{t "Also as %s and %s" (format 1) (format 2)}}</p>
          </section>
          {{$count := "count($entries)"}}<h2>{{n $count "%s entry" "%s entries"}}</h2>
          <xsl:if test="not($entries)"><p>{{t "Nothing yet."}}</p></xsl:if>
          <xsl:apply-templates select="$entries" mode="entry"/>
          <xsl:if test="atom:link[@rel='prev-archive']">
            <p class="older"><a href="{atom:link[@rel='prev-archive']/@href}">{{t "Older entries"}}</a></p>
          </xsl:if>
        </main>
      </body>
    </html>
  </xsl:template>

  <!-- An entry: an item of RSS or an entry of Atom. -->
  <xsl:template match="*" mode="entry">
    <xsl:variable name="grade" select="string(evidence:grade)"/>
    <xsl:variable name="item" select="link | atom:link[@rel='alternate']/@href"/>
    <xsl:variable name="card" select="atom:link[@rel='related']/@href"/>
    <xsl:variable name="language" select="dc:language | atom:title/@xml:lang"/>
    <article>
      <xsl:if test="$grade = 'R'"><xsl:attribute name="class">retracted</xsl:attribute></xsl:if>
      <xsl:if test="evidence:reason">
        <p class="badge"><xsl:call-template name="badge"><xsl:with-param name="grade" select="$grade"/></xsl:call-template></p>
      </xsl:if>
      <h3>
        <xsl:if test="$language"><xsl:attribute name="lang"><xsl:value-of select="$language"/></xsl:attribute></xsl:if>
        <a href="{$item}" rel="noreferrer"><xsl:value-of select="title | atom:title"/></a>
      </h3>
      <p class="facts">
        <time><xsl:call-template name="day"/></time>
        <xsl:if test="evidence:minutes"> · {{t "%s min" (value "evidence:minutes")}}</xsl:if>
        <xsl:if test="evidence:peer_reviewed = 'true'"> · {{t "peer reviewed"}}</xsl:if>
        <xsl:if test="evidence:open_copy"> · <a href="{evidence:open_copy}" rel="noreferrer">{{t "free to read"}}</a></xsl:if>
      </p>
      <xsl:if test="evidence:put_forward_by or evidence:note">
        <p><strong><xsl:choose>
          <xsl:when test="evidence:put_forward_by">{{t "Put forward by %s" (value "evidence:put_forward_by")}}</xsl:when>
          <xsl:otherwise>{{t "Put forward by a member"}}</xsl:otherwise>
        </xsl:choose></strong><xsl:if test="evidence:note">: {{t "“%s”" (value "evidence:note")}}</xsl:if></p>
      </xsl:if>
      <xsl:choose>
        <xsl:when test="evidence:reason">
          <p><strong>{{t "Why"}}: </strong><xsl:value-of select="evidence:reason"/></p>
        </xsl:when>
        <xsl:otherwise><p><xsl:value-of select="description | atom:summary"/></p></xsl:otherwise>
      </xsl:choose>
      <xsl:for-each select="evidence:caution">
        <p class="caution"><strong>{{t "Caution"}}: </strong><xsl:value-of select="."/></p>
      </xsl:for-each>
      <xsl:if test="evidence:quote">
        <blockquote>
          <xsl:if test="$language"><xsl:attribute name="lang"><xsl:value-of select="$language"/></xsl:attribute></xsl:if>
          <p>{{t "“%s”" (value "evidence:quote")}}</p>
        </blockquote>
      </xsl:if>
      <xsl:if test="evidence:why"><p><strong>{{t "For you"}}: </strong><xsl:value-of select="evidence:why"/></p></xsl:if>
      <xsl:if test="$card"><p class="card"><a href="{$card}">{{t "Full evidence card"}}</a></p></xsl:if>
    </article>
  </xsl:template>

  <!-- A format that the feed is to be had in, as a link. -->
  <xsl:template name="format">
    <xsl:param name="link"/>
    <a href="{$link/@href}"><xsl:choose>
      <xsl:when test="contains($link/@type, 'atom')">Atom</xsl:when>
      <xsl:when test="contains($link/@type, 'rss')">RSS</xsl:when>
      <xsl:otherwise>JSON Feed</xsl:otherwise>
    </xsl:choose></a>
  </xsl:template>

  <!-- The day of an entry: of "Fri, 20 Nov 2026 17:00:00 +0000" in RSS, of
       "2026-11-20T17:00:00Z" in Atom. -->
  <xsl:template name="day">
    <xsl:variable name="month" select="concat(substring(pubDate, 9, 3), substring(atom:published, 6, 2))"/>
    <xsl:variable name="number" select="number(concat(substring(pubDate, 6, 2), substring(atom:published, 9, 2)))"/>
    <xsl:variable name="year" select="concat(substring(pubDate, 13, 4), substring(atom:published, 1, 4))"/>
    <xsl:choose>{{range months}}
      <xsl:when test="$month = '{{.Name}}' or $month = '{{.Number}}'">{{.Day}}</xsl:when>{{end}}
    </xsl:choose>
  </xsl:template>

  <xsl:template name="badge">
    <xsl:param name="grade"/>
    <xsl:choose>
      <xsl:when test="$grade = ''"><span class="letter none">–</span><xsl:text> </xsl:text>{{t "Not graded"}}</xsl:when>
      <xsl:otherwise>
        <span class="letter {$grade}"><xsl:value-of select="$grade"/></span><xsl:text> </xsl:text>
        <xsl:choose>
          <xsl:when test="$grade = 'A'">{{t "Strong"}}</xsl:when>
          <xsl:when test="$grade = 'B'">{{t "Good"}}</xsl:when>
          <xsl:when test="$grade = 'C'">{{t "Some"}}</xsl:when>
          <xsl:when test="$grade = 'D'">{{t "Limited"}}</xsl:when>
          <xsl:when test="$grade = 'E'">{{t "Opinion or practice"}}</xsl:when>
          <xsl:when test="$grade = 'R'">{{t "Retracted"}}</xsl:when>
        </xsl:choose>
        <xsl:if test="evidence:second_hand = 'true' and $grade != 'R'"> · {{t "second-hand"}}</xsl:if>
        <xsl:if test="evidence:score"><xsl:text> </xsl:text><span class="score"><xsl:value-of select="evidence:score"/><xsl:if test="evidence:margin"> ± <xsl:value-of select="evidence:margin"/></xsl:if></span></xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="style">
    <style>
      :root {
        --ground: #fbfaf5; --ink: #232a27; --soft: #56605b; --line: #ddd9cc; --link: #1c5b45; --panel: #f3f0e5; --amber: #7a4a00; --red: #a3161c;
        --red-ground: #fbe9e7; --on: #fff; --a: #14633f; --b: #17597e; --c: #7a5200; --d: #7d3f63; --e: #59625d;
        --serif: Charter, "Bitstream Charter", "Iowan Old Style", "Palatino Linotype", Georgia, Cambria, serif;
      }
      @media (prefers-color-scheme: dark) {
        :root {
          --ground: #141c19; --ink: #dde3de; --soft: #a3aea8; --line: #33403a; --link: #8fd6b4; --panel: #1c2622; --amber: #f0c274; --red: #ff9b91;
          --red-ground: #33191a; --on: #10201a; --a: #7fd6a6; --b: #8cc7ea; --c: #e8c06a; --d: #e3a7c9; --e: #b4beb8;
        }
      }
      * { box-sizing: border-box; }
      body { margin: 0 auto; max-width: 44rem; padding: 1.25rem 1rem 4rem; background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
        font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
      a { color: var(--link); text-underline-offset: 0.15em; }
      a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
      h1, h2, h3 { font-family: var(--serif); line-height: 1.25; margin: 0; }
      h1 { font-size: 1.75rem; } h2 { font-size: 1.25rem; margin: 2rem 0 0.5rem; } h3 { font-size: 1.2rem; }
      h1 a, h3 a { color: inherit; }
      p { margin: 0.5rem 0; }
      .kind, .facts, .formats, .score { color: var(--soft); font-size: 0.9rem; }
      .kind { margin: 0; }
      .subscribe { background: var(--panel); border-radius: 0.4rem; padding: 1rem; margin-top: 1.25rem; }
      .subscribe h2 { margin: 0; }
      .subscribe ol { padding-left: 1.25rem; margin: 0.5rem 0; }
      code { display: block; padding: 0.5rem 0.6rem; margin: 0.35rem 0; background: var(--ground); border: 1px solid var(--line); border-radius: 0.3rem;
        font-size: 0.9rem; user-select: all; -webkit-user-select: all; }
      .secret, .note { border-left: 0.3rem solid var(--amber); padding-left: 0.75rem; }
      .caution { color: var(--amber); }
      article { border-top: 1px solid var(--line); padding: 1.1rem 0 0.6rem; }
      article.retracted { border-left: 0.35rem solid var(--red); background: var(--red-ground); padding-left: 0.8rem; padding-right: 0.8rem; }
      .badge { margin: 0 0 0.35rem; font-weight: 600; }
      .letter { display: inline-block; min-width: 1.6rem; padding: 0 0.4rem; margin-right: 0.2rem; border-radius: 0.3rem; text-align: center; color: var(--on); background: var(--e); }
      .A { background: var(--a); } .B { background: var(--b); } .C { background: var(--c); } .D { background: var(--d); } .R { background: var(--red); }
      .none { color: var(--ink); background: none; border: 1px solid var(--soft); }
      .score { font-weight: 400; margin-left: 0.35rem; }
      blockquote { margin: 0.6rem 0; padding-left: 0.9rem; border-left: 0.2rem solid var(--line); font-family: var(--serif); }
    </style>
  </xsl:template>
</xsl:stylesheet>
