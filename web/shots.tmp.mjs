import { chromium } from 'playwright-core';
const base=process.env.BASE||'http://127.0.0.1:7700';
const out=process.env.OUT||'/tmp/shots';
import fs from 'node:fs'; fs.mkdirSync(out,{recursive:true});
const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking','--disable-component-update','--disable-sync']});
const pages=process.env.PAGES?JSON.parse(process.env.PAGES):{overview:'/',files:'/files',search:'/search?q=合同',start:'/search',wrong:'/search?q="合同',reader:'/read?path='+encodeURIComponent('02/招标文件-… ')};
const views=(process.env.VIEWS||'w-light,w-dark,n-light').split(',');
for(const v of views){const [w,scheme]=v.split('-');const ctx=await b.newContext({viewport:w=='w'?{width:1440,height:900}:{width:390,height:844},colorScheme:scheme,locale:process.env.LOC||'en-GB'});const p=await ctx.newPage();
p.on('console',m=>{if(m.type()=='error'||m.type()=='warning')console.log(v,m.text().slice(0,300))});p.on('pageerror',e=>console.log(v,'PAGEERROR',e.message.slice(0,400)));
for(const [n,u] of Object.entries(pages)){await p.goto(base+u);await p.waitForTimeout(900);await p.screenshot({path:`${out}/${n}-${v}.png`});const sw=await p.evaluate(()=>[document.documentElement.scrollWidth,innerWidth]);if(sw[0]>sw[1])console.log(n,v,'HSCROLL',sw)}
await ctx.close()}
await b.close();
