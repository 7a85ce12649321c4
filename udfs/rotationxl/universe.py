PAIRS={"R1000":("IWD","IWF"),"SP500":("IVE","IVW"),"R2000":("IWN","IWO"),"CRSP":("VTV","VUG"),"R2000-SP500":("IWM","SPY"),"RUT-SPX":("^RUT","^GSPC"),"SP600-SP500":("IJR","SPY"),"SP400-SP500":("MDY","SPY"),"MICRO-SP500":("IWC","SPY")}
SECTORS={"XLB":"Materials","XLC":"Communication Services","XLE":"Energy","XLF":"Financials","XLI":"Industrials","XLK":"Technology","XLP":"Consumer Staples","XLRE":"Real Estate","XLU":"Utilities","XLV":"Health Care","XLY":"Consumer Discretionary"}
GROUPS={"transports":("IYT",),"homebuilders":("XHB",),"retail":("XRT",),"reits":("VNQ",),"ai_builders":("SMH","SKYY"),"ai_users":("XLI","XLV"),"mag7":("MAGS",),"cyclicals":("XHB","XRT","VNQ","IYT")}
FACTORS={"momentum":"MTUM","quality":"QUAL","value":"VLUE","low_vol":"USMV","size":"SIZE"}
TENORS={("3M","nominal"):"DGS3MO",("1Y","nominal"):"DGS1",("2Y","nominal"):"DGS2",("5Y","nominal"):"DGS5",("10Y","nominal"):"DGS10",("30Y","nominal"):"DGS30",("10Y","real"):"DFII10",("5Y","real"):"DFII5",("30Y","real"):"DFII30",("5Y","breakeven"):"T5YIE",("10Y","breakeven"):"T10YIE"}
TICKERS={"BTC-USD":1,"DX-Y.NYB":1}
FRED={}
